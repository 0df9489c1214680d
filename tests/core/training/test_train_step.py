import keras
import numpy as np
import pytest

from core.config import RunConfig
from core.data.dataset import NO_LABEL
from core.data.encoding import Encoded, LabelledRows
from core.errors import ConfigError
from core.models.architecture import num_priors
from core.models.keras_model import build_model
from core.training import train_step
from core.training.loop import compile_model, train
from core.training.train_step import FastTrainer, uses_fast_trainer

pytestmark = pytest.mark.training

NUM_ROWS = 22
NUM_UPDATES = 6
TAGS = ("dataset.name=file", "dataset.path=tags.csv", "dataset.label_separator=|", "model.head=multi_label")
TOKENS = (
    "dataset.name=punctuation", "model.head=per_step", "train.batching=by_length", "train.global_clipnorm=1",
)  # fmt: skip
LENGTHS = np.random.default_rng(3).integers(1, 7, NUM_ROWS).astype(np.int32)


def config(*settings: str) -> RunConfig:
    small = ["text.num_words=12", "text.maxlen=6", "model.units=3", "model.embedding_dim=4", "train.batch_size=8"]
    short = ["train.epochs=2", "train.learning_rate=0.01", "train.early_stopping_patience=none"]
    return RunConfig().with_settings([*small, *short, *settings])


def rows(config: RunConfig, lengths: np.ndarray | None = None) -> LabelledRows:
    random = np.random.default_rng(1)
    labels = random.integers(0, 2, NUM_ROWS).astype(np.int32)
    if config.dataset.kind == "text":
        inputs = random.integers(0, 12, (NUM_ROWS, 6)).astype(np.int32)  # words come more than once in a batch
    elif config.dataset.kind == "image":
        inputs = random.random((NUM_ROWS, 28, 28), np.float32)
    else:
        inputs = random.random((NUM_ROWS, 6, 1), np.float32)
        labels = random.integers(0, 2, (NUM_ROWS, 6)).astype(np.int32)
    if config.model.head == "multi_label":
        labels = random.integers(0, 2, (NUM_ROWS, 2)).astype(np.int32)
    lengths = np.full(NUM_ROWS, inputs.shape[1], np.int32) if lengths is None else lengths
    if config.dataset.kind == "tokens":
        inputs = random.integers(0, 12, (NUM_ROWS, 6)).astype(np.int32)
        labels = random.integers(0, 3, (NUM_ROWS, 6)).astype(np.int32)
        labels[np.arange(6) >= lengths[:, None]] = NO_LABEL
    num_numbers = num_priors(config, 2)
    priors = random.normal(size=(*inputs.shape[:2], num_numbers)).astype(np.float32) if num_numbers else None
    return LabelledRows(Encoded(inputs, lengths, priors), labels, config.dataset.kind == "tokens")


def new_model(config: RunConfig) -> keras.Model:
    keras.utils.set_random_seed(config.train.seed)
    model = build_model(config, 3 if config.dataset.kind == "tokens" else 2)
    compile_model(model, config.model.head, config.train, num_updates=NUM_UPDATES)
    return model


def numbers(history) -> list[float]:
    names = ("loss", "accuracy", "val_loss", "val_accuracy", "val_macro_f1")
    return [getattr(epoch, name) for epoch in history for name in names]


@pytest.mark.parametrize(
    ("settings", "lengths", "compiled"),
    [
        (("model.cell=GRU", "model.direction=forward"), None, False),
        (("train.batching=by_length", "model.cell=SimpleRNN"), LENGTHS, False),
        (("train.batching=by_length", "model.num_layers=2"), LENGTHS, True),
        (("train.optimizer=adamw", "train.schedule=one_cycle", "train.global_clipnorm=0.1"), None, True),
        (("train.batching=by_length", "train.optimizer=rmsprop", "train.global_clipnorm=0.1",
          "train.label_smoothing=0.1", "train.class_weight=balanced"), LENGTHS, False),
        (("train.batching=by_length", "train.optimizer=sgd", "train.momentum=0.9", "train.schedule=on_plateau"),
         LENGTHS, False),
        (("train.batching=by_length", "model.pooling=max_mean", "text.priors=both", "model.l2=0.01"), LENGTHS, False),
        (("train.batching=by_length", "model.pooling=max_mean", "model.direction=backward"), LENGTHS, True),
        (("train.batching=by_length", "model.pooling=attention", "model.head_dropout=0.3"), LENGTHS, True),
        (("train.batching=by_length", "model.pooling=attention", "model.token_dropout=0.3"), LENGTHS, False),
        (("train.batching=by_length", "model.reset_every=2", "model.cell=GRU"), LENGTHS, True),
        (("text.priors=linear", "model.cell=SimpleRNN", "model.token_dropout=0.3"), None, False),
        ((*TAGS, "train.batching=by_length", "train.label_smoothing=0.1"), LENGTHS, True),
        ((*TAGS, "model.cell=GRU"), None, False),
        (TOKENS, LENGTHS, True),
        ((*TOKENS, "model.direction=backward", "model.num_layers=2", "model.cell=GRU"), LENGTHS, False),
        (
            ("dataset.name=mnist", "model.head=logits", "model.cell=SimpleRNN", "model.direction=two_forward",
             "train.class_weight=balanced", "train.label_smoothing=0.1"),
            None,
            False,
        ),
    ],
    ids=[
        "texts", "texts by length", "texts by length, compiled", "one cycle of AdamW, clipped",
        "RMSprop by length, clipped, weighted and smoothed", "SGD by length, on a plateau", "priors", "pooling",
        "attention", "dropped tokens", "segments", "priors, padded", "several labels by length", "several labels",
        "tokens", "tokens, backward",
        "images, weighted and smoothed",
    ],
)  # fmt: skip
def test_a_fast_training_gives_the_numbers_and_the_weights_of_a_training_by_keras(
    tmp_path, monkeypatch, settings, lengths, compiled
):
    """With dropout too, because the masks are drawn by Keras' own layers from their own random states."""
    if compiled:
        monkeypatch.setattr(train_step, "MIN_COMPILED_UPDATES", 0)
    drops = [f"model.{name}=0.3" for name in ("spatial_dropout", "dropout", "recurrent_dropout")]
    both = []
    for kernel in ("keras", "fast"):
        chosen = config(*settings, *drops, f"train.kernel={kernel}")
        data = rows(chosen, lengths)
        (tmp_path / kernel).mkdir()
        model = new_model(chosen)
        history = train(model, data, data, chosen.train, tmp_path / kernel)
        both.append((numbers(history), model.get_weights()))
    (of_keras, weights_of_keras), (ours, weights) = both
    assert ours == pytest.approx(of_keras, abs=1e-5)
    for weight, of_keras in zip(weights, weights_of_keras, strict=True):
        np.testing.assert_allclose(weight, of_keras, atol=2e-5)


@pytest.mark.parametrize(
    "own",
    [
        (),
        (
            "train.optimizer=adamw",
            "train.schedule=one_cycle",
            "train.global_clipnorm=0.1",
            "train.class_weight=balanced",
        ),
        ("train.optimizer=rmsprop", "train.schedule=cosine"),
    ],
    ids=["Adam", "one cycle of AdamW", "RMSprop"],
)  # fmt: skip
def test_an_update_that_is_compiled_as_one_gives_the_numbers_of_a_training_by_keras(tmp_path, monkeypatch, own):
    monkeypatch.setattr(train_step, "MIN_COMPILED_UPDATES", 0)
    monkeypatch.setattr(train_step, "has_small_loops", lambda: True)
    traced = []
    whole_update = train_step._update
    monkeypatch.setattr(
        train_step,
        "_update",
        lambda *args, **options: traced.append(options["compiled"]) or whole_update(*args, **options),
    )
    both = []
    for kernel in ("keras", "fast"):
        chosen = config("model.direction=forward", "model.spatial_dropout=0", f"train.kernel={kernel}", *own)
        data = rows(chosen)
        both.append(numbers(train(new_model(chosen), data, data, chosen.train, tmp_path)))
    of_keras, ours = both
    assert ours == pytest.approx(of_keras, abs=1e-5)
    assert (True in traced) == ("train.optimizer=rmsprop" in own)  # otherwise no loop is compiled by itself


def test_the_same_config_and_seed_give_the_same_numbers_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(
        train_step, "MIN_COMPILED_UPDATES", 0
    )  # whole batches through XLA, the smaller last one without
    small = ["model.cell=SimpleRNN", "model.direction=forward", "model.dropout=0.2", "model.recurrent_dropout=0.2"]
    chosen = config("train.kernel=fast", *small)
    data = rows(chosen)
    first, second = (train(new_model(chosen), data, data, chosen.train, tmp_path) for _ in range(2))
    assert numbers(first) == numbers(second)


def test_a_network_trained_fast_is_a_plain_keras_file_with_its_optimizer(tmp_path):
    chosen = config("train.kernel=fast")
    model = new_model(chosen)
    data = rows(chosen)
    train(model, data, data, chosen.train, tmp_path)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", custom_objects={}, safe_mode=True)
    np.testing.assert_array_equal(loaded(data.encoded.inputs), model(data.encoded.inputs))
    assert int(loaded.optimizer.iterations) == 6
    assert all(np.abs(np.asarray(moment)).max() > 0 for moment in loaded.optimizer.variables[2:])


def test_the_fast_trainer_is_for_what_it_covers_and_can_be_turned_off():
    plain = new_model(config())
    assert uses_fast_trainer(plain, config().train)
    assert uses_fast_trainer(plain, config("train.kernel=fast").train)
    assert not uses_fast_trainer(plain, config("train.kernel=keras").train)
    odd = keras.Sequential([keras.Input((5, 2)), keras.layers.LSTM(3, activation="elu"), keras.layers.Dense(1)])
    assert not uses_fast_trainer(odd, config("train.kernel=fast").train)
    with pytest.raises(ConfigError, match="only Keras' own loops train"):
        uses_fast_trainer(odd, config("train.kernel=bfloat16").train)


def test_a_training_with_products_of_bfloat16_is_near_to_one_without(tmp_path):
    both = []
    for kernel in ("fast", "bfloat16"):
        chosen = config(f"train.kernel={kernel}", "model.direction=forward")
        (tmp_path / kernel).mkdir()
        model, data = new_model(chosen), rows(chosen)
        assert uses_fast_trainer(model, chosen.train)
        both.append(numbers(train(model, data, data, chosen.train, tmp_path / kernel)))
        assert all(variable.dtype == "float32" for variable in model.trainable_variables)
    exact, rounded = both
    assert rounded != exact
    assert rounded == pytest.approx(exact, abs=0.1)


@pytest.mark.parametrize(
    ("settings", "num_updates", "compiles"),
    [
        ((), 300, True),
        ((), 299, False),
        (("train.kernel=bfloat16",), 300, True),
        (("train.batching=by_length", "train.batch_size=1"), 900, True),
        (("train.batching=by_length", "train.batch_size=1"), 899, False),
        (("train.batching=by_length", "train.batch_size=22"), 300, True),  # one batch
        (("train.batching=by_length", "train.batch_size=23"), 300, False),  # none that is full
        (("train.batching=by_length", "train.batch_size=22", "model.activation=relu"), 300, False),
        (("model.units=257",), 300, False),
    ],
)
def test_xla_compiles_the_loops_where_enough_updates_have_one_shape(monkeypatch, settings, num_updates, compiles):
    monkeypatch.setattr(train_step, "PAD_MULTIPLE", 2)  # so that texts of up to six words have three shapes
    chosen = config(*settings)
    trainer = FastTrainer(new_model(chosen), rows(chosen, LENGTHS), chosen.train, num_updates)
    assert (trainer._compiled_rows == chosen.train.batch_size) == compiles


def test_loops_over_much_padding_are_not_compiled(monkeypatch):
    """Compiled, each text is computed as long as the longest of its batch."""
    monkeypatch.setattr(train_step, "MIN_COMPILED_UPDATES", 0)
    chosen = config("train.batching=by_length", "train.batch_size=22")
    model, data = new_model(chosen), rows(chosen, LENGTHS)
    padding_rows = 22 - LENGTHS.sum() / 8  # at each of eight steps
    for limit, compiles in ((3 * padding_rows + 0.1, True), (3 * padding_rows - 0.1, False)):
        monkeypatch.setattr(train_step, "MAX_COMPILED_PADDING", limit)
        assert (FastTrainer(model, data, chosen.train, 1)._compiled_rows == 22) == compiles
