import keras
import numpy as np
import pytest

from core.config import RunConfig
from core.errors import ConfigError
from core.models.keras_model import build_model

IDS = np.array([[1, 2, 3, 4, 5], [6, 5, 4, 0, 1]], np.int32)
IMAGES = np.random.default_rng(0).random((2, 28, 28), np.float32)
SEQUENCES = np.random.default_rng(0).random((2, 5, 1), np.float32)


def make_config(seed=42, name="reviews", **model):
    return RunConfig.from_dict(
        {
            "dataset": {"name": name},
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


def test_two_forward_layers_have_bidirectional_sizes_and_start_like_the_forward_one():
    config = make_config(cell="LSTM", direction="two_forward", merge_mode="sum", num_layers=2)
    two, forward = build_model(config, 2), build_model(config.with_settings(["model.direction=forward"]), 2)
    both = build_model(config.twin(), 2)
    assert [weight.shape for weight in two.get_weights()] == [weight.shape for weight in both.get_weights()]
    np.testing.assert_array_equal(weights_of(two, "embedding")[0], weights_of(forward, "embedding")[0])
    for name in ("recurrent_1", "recurrent_2"):
        for of_two, of_forward in zip(weights_of(two, name), weights_of(forward, name), strict=True):
            np.testing.assert_array_equal(of_two, of_forward)
        for first, second in zip(weights_of(two, name)[:2], weights_of(two, f"{name}_second")[:2], strict=True):
            assert not np.array_equal(first, second)


@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave"])
def test_two_forward_layers_merge_as_the_two_of_a_bidirectional_layer(merge_mode):
    config = make_config(direction="two_forward", merge_mode=merge_mode)
    two, both = build_model(config, 2), build_model(config.twin(), 2)
    both.set_weights(two.get_weights())
    both.get_layer("recurrent_1").backward_layer.go_backwards = False
    np.testing.assert_allclose(two(IDS), both(IDS), atol=1e-6)


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


@pytest.mark.parametrize("direction", ["forward", "backward", "two_forward", "bidirectional"])
def test_a_saved_network_loads_in_plain_keras_and_gives_the_same_numbers(tmp_path, direction):
    config = make_config(
        direction=direction, num_layers=2, spatial_dropout=0.2, dropout=0.2, recurrent_dropout=0.2, head="logits"
    )
    model = build_model(config, 3)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", custom_objects={}, safe_mode=True)
    np.testing.assert_array_equal(loaded(IDS), model(IDS))


@pytest.mark.parametrize(
    ("values", "model"),
    [
        (IMAGES, {"name": "mnist", "direction": "four_directions", "head": "softmax"}),
        (SEQUENCES, {"name": "cumulative_sum", "direction": "backward", "head": "per_step"}),
        (SEQUENCES, {"name": "cumulative_sum", "merge_mode": "mul", "head": "per_step"}),
        (IMAGES, {"name": "mnist", "direction": "two_forward", "merge_mode": "ave", "head": "softmax"}),
        (SEQUENCES, {"name": "cumulative_sum", "direction": "two_forward", "head": "per_step"}),
    ],
)
def test_a_saved_network_of_images_or_sequences_loads_in_plain_keras_too(tmp_path, values, model):
    model = build_model(make_config(num_layers=2, activation="relu", **model), 2)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", custom_objects={}, safe_mode=True)
    np.testing.assert_array_equal(loaded(values), model(values))


def test_a_head_at_each_step_gives_one_number_for_each_step_of_any_number():
    model = build_model(make_config(name="cumulative_sum", head="per_step"), 2)
    assert model(SEQUENCES).shape == (2, 5, 1)
    assert model(SEQUENCES[:, :3]).shape == (2, 3, 1)


@pytest.mark.parametrize(
    ("direction", "seen"), [("forward", [2, 3, 4]), ("two_forward", [2, 3, 4]), ("backward", [0, 1, 2])]
)
@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_each_step_s_label_depends_on_the_steps_its_direction_has_read(direction, seen, num_layers):
    config = make_config(name="cumulative_sum", head="per_step", direction=direction, num_layers=num_layers)
    model = build_model(config, 2)
    changed = SEQUENCES.copy()
    changed[:, 2] += 1
    differs = np.abs(np.asarray(model(changed)) - np.asarray(model(SEQUENCES))).max(axis=(0, 2)) > 1e-6
    assert np.flatnonzero(differs).tolist() == seen


def test_a_head_at_each_step_learns_with_any_number_of_steps():
    model = build_model(make_config(name="cumulative_sum", head="per_step", merge_mode="sum"), 2)
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    labels = (SEQUENCES > 0.5).astype(np.float32)
    losses = [model.train_on_batch(SEQUENCES, labels) for _ in range(20)]
    assert losses[-1] < losses[0] - 0.02
    model.train_on_batch(SEQUENCES[:, :3], labels[:, :3])


def test_images_of_any_number_of_rows_are_read_unless_their_columns_are_read_too():
    assert build_model(make_config(name="digits", head="logits"), 10)(IMAGES[:, :9]).shape == (2, 10)
    four = build_model(make_config(name="digits", head="logits", direction="four_directions"), 10)
    assert four(IMAGES).shape == (2, 10)
    with pytest.raises(ValueError, match="shape"):
        four(IMAGES[:, :9])


def test_columns_are_read_as_the_rows_of_the_transposed_image():
    model = build_model(make_config(name="digits", head="logits", direction="four_directions", num_layers=2), 10)
    kernel, bias = model.get_layer("head").get_weights()
    for number in (1, 2):
        rows, columns = (model.get_layer(f"recurrent_{number}{suffix}") for suffix in ("", "_columns"))
        assert not np.array_equal(rows.get_weights()[0], columns.get_weights()[0])
        columns.set_weights(rows.get_weights())
    swapped = np.concatenate([kernel[6:], kernel[:6]])
    of_images = np.asarray(model(IMAGES))
    model.get_layer("head").set_weights([swapped, bias])
    np.testing.assert_allclose(model(IMAGES.transpose(0, 2, 1)), of_images, atol=1e-6)
    assert np.abs(np.asarray(model(IMAGES)) - of_images).max() > 1e-4


def test_four_directions_start_with_the_rows_of_the_bidirectional_network():
    four = build_model(make_config(name="digits", head="logits", direction="four_directions"), 10)
    both = build_model(make_config(name="digits", head="logits"), 10)
    for of_four, of_both in zip(weights_of(four, "recurrent_1"), weights_of(both, "recurrent_1"), strict=True):
        np.testing.assert_array_equal(of_four, of_both)


@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_the_activation_is_that_of_every_recurrent_layer(cell):
    config = make_config(name="digits", head="logits", direction="four_directions", activation="relu", cell=cell)
    model = build_model(config, 10)
    rnn_layers = [
        layer
        for name in ("recurrent_1", "recurrent_1_columns")
        for layer in (model.get_layer(name).forward_layer, model.get_layer(name).backward_layer)
    ]
    assert [layer.activation.__name__ for layer in rnn_layers] == ["relu"] * 4


@pytest.mark.parametrize("setting", ["spatial_dropout", "dropout", "recurrent_dropout"])
def test_dropout_acts_while_training_only(setting):
    model = build_model(make_config(**{setting: 0.5}), 2)
    at_rest = np.asarray(model(IDS))
    np.testing.assert_array_equal(model(IDS), at_rest)
    assert not np.array_equal(model(IDS, training=True), at_rest)
