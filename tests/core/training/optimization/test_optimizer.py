import keras
import pytest

from core.config import TrainConfig
from core.training.optimization.optimizer import new_optimizer

pytestmark = pytest.mark.training


def rates(num_updates: int, **settings: object) -> list[float]:
    """The learning rate of each update, and the one after the last."""
    optimizer = new_optimizer(TrainConfig.model_validate(settings), num_updates)
    of_updates = []
    for number in range(num_updates + 1):
        optimizer.iterations.assign(number)
        of_updates.append(float(optimizer.learning_rate))
    return of_updates


def test_each_optimizer_is_that_of_keras_with_its_own_arguments():
    made = {name: new_optimizer(TrainConfig(optimizer=name), 1) for name in ("adam", "adamw", "rmsprop", "sgd")}
    classes = (keras.optimizers.Adam, keras.optimizers.AdamW, keras.optimizers.RMSprop, keras.optimizers.SGD)
    assert tuple(map(type, made.values())) == classes
    decays = new_optimizer(TrainConfig(optimizer="adamw", weight_decay=0.2, momentum=0.5), 1).get_config()
    pushes = new_optimizer(TrainConfig(optimizer="sgd", weight_decay=0.2, momentum=0.5, global_clipnorm=3.0), 1)
    assert decays["weight_decay"] == 0.2
    assert (pushes.weight_decay, pushes.momentum, pushes.global_clipnorm) == (None, 0.5, 3.0)


def test_one_cycle_rises_from_zero_in_a_fifth_of_the_updates_and_falls_to_zero():
    of_cycle = rates(10, schedule="one_cycle", learning_rate=0.5)
    assert of_cycle[:3] == pytest.approx([0, 0.25, 0.5])
    assert of_cycle[6] == pytest.approx(0.25)
    assert of_cycle[10] == pytest.approx(0)
    assert of_cycle[2:] == sorted(of_cycle[2:], reverse=True)


@pytest.mark.parametrize("num_updates", [1, 4])
def test_a_cycle_of_very_few_updates_has_no_warm_up(num_updates):
    of_cycle = rates(num_updates, schedule="one_cycle", learning_rate=0.5)
    assert (of_cycle[0], of_cycle[-1]) == (pytest.approx(0.5), pytest.approx(0))


def test_cosine_falls_to_zero_over_all_updates_and_constant_stays():
    assert rates(4, schedule="cosine", learning_rate=0.5)[::2] == pytest.approx([0.5, 0.25, 0])
    assert rates(4, learning_rate=0.5) == [0.5] * 5


def test_a_saved_optimizer_goes_on_with_its_schedule(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    optimizer = new_optimizer(TrainConfig(schedule="one_cycle", learning_rate=0.5), 10)
    model.compile(optimizer=optimizer, loss="mse")
    optimizer.build(model.trainable_variables)
    optimizer.iterations.assign(6)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", custom_objects={}, safe_mode=True).optimizer
    assert float(loaded.learning_rate) == float(optimizer.learning_rate) == pytest.approx(0.25)
