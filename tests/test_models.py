import keras
import numpy as np
import pytest

from core.config import RunConfig
from core.errors import ConfigError
from core.models import build_model

IDS = np.array([[1, 2, 3, 4, 5], [6, 5, 4, 0, 1]], np.int32)


def make_config(seed=42, **model):
    return RunConfig.from_dict(
        {
            "text": {"num_words": 7, "maxlen": 5},
            "model": {"units": 3, "embedding_dim": 4} | model,
            "train": {"seed": seed},
        }
    )


def weights_of(model, name):
    return model.get_layer(name).get_weights()


def test_a_sigmoid_head_gives_one_column_and_a_softmax_head_one_for_each_class():
    assert build_model(make_config(head="sigmoid"), 2)(IDS).shape == (2, 1)
    softmax = np.asarray(build_model(make_config(head="softmax"), 3)(IDS))
    assert softmax.shape == (2, 3)
    np.testing.assert_allclose(softmax.sum(axis=1), 1, rtol=1e-6)


def test_a_sigmoid_head_refuses_three_classes():
    with pytest.raises(ConfigError):
        build_model(make_config(head="sigmoid"), 3)


@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_a_backward_network_is_a_forward_network_on_reversed_texts(num_layers):
    backward = build_model(make_config(direction="backward", num_layers=num_layers), 2)
    forward = build_model(make_config(direction="forward", num_layers=num_layers), 2)
    forward.set_weights(backward.get_weights())
    np.testing.assert_allclose(backward(IDS), forward(IDS[:, ::-1]), rtol=1e-5)
    assert np.abs(np.asarray(backward(IDS)) - np.asarray(forward(IDS))).max() > 1e-6


def test_batches_of_equal_length_may_have_any_length():
    config = RunConfig.from_dict({"text": {"num_words": 7, "maxlen": 5}, "train": {"batching": "by_length"}})
    model = build_model(config, 2)
    assert model(IDS[:, :1]).shape == model(IDS).shape == (2, 1)


def test_twins_start_with_the_same_embedding_and_forward_weights():
    config = make_config(cell="GRU", merge_mode="sum", num_layers=2)
    both, forward = build_model(config, 2), build_model(config.twin(), 2)
    np.testing.assert_array_equal(weights_of(both, "embedding")[0], weights_of(forward, "embedding")[0])
    for name in ("recurrent_1", "recurrent_2"):
        for of_both, of_forward in zip(weights_of(both, name)[:3], weights_of(forward, name), strict=True):
            np.testing.assert_array_equal(of_both, of_forward)


def test_no_two_kernels_start_as_copies_of_each_other():
    model = build_model(make_config(merge_mode="sum", embedding_dim=3, num_layers=2), 2)
    kernels = [kernel for name in ("recurrent_1", "recurrent_2") for kernel in weights_of(model, name)[::3]]
    kernels += [kernel for name in ("recurrent_1", "recurrent_2") for kernel in weights_of(model, name)[1::3]]
    assert len(kernels) == 8
    assert len({kernel.tobytes() for kernel in kernels}) == 8


def test_the_seed_decides_the_weights():
    keras.utils.set_random_seed(1)
    first = build_model(make_config(seed=5), 2)
    keras.utils.set_random_seed(2)
    again, other = build_model(make_config(seed=5), 2), build_model(make_config(seed=6), 2)
    for a, b in zip(first.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(weights_of(first, "embedding")[0], weights_of(other, "embedding")[0])


@pytest.mark.parametrize("direction", ["forward", "backward", "bidirectional"])
def test_a_saved_network_loads_in_plain_keras_and_gives_the_same_numbers(tmp_path, direction):
    config = make_config(
        direction=direction, num_layers=2, spatial_dropout=0.2, dropout=0.2, recurrent_dropout=0.2, head="logits"
    )
    model = build_model(config, 3)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", custom_objects={}, safe_mode=True)
    np.testing.assert_array_equal(loaded(IDS), model(IDS))


@pytest.mark.parametrize("setting", ["spatial_dropout", "dropout", "recurrent_dropout"])
def test_dropout_acts_while_training_only(setting):
    model = build_model(make_config(**{setting: 0.5}), 2)
    at_rest = np.asarray(model(IDS))
    np.testing.assert_array_equal(model(IDS), at_rest)
    assert not np.array_equal(model(IDS, training=True), at_rest)
