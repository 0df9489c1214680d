import numpy as np
import pytest

from core.comparison.planning.part_sizes import PartSizes, part_sizes
from core.config import RunConfig
from core.data import sources
from core.data.dataset import split
from core.recipes import find_recipe


@pytest.mark.parametrize("num_rows", [120, 121, 122, 500])
@pytest.mark.parametrize("test_size", [0.2, 0.33])
@pytest.mark.parametrize("validation_split", [0.0, 0.1])
def test_known_rows_give_exactly_the_sizes_of_the_split(tiny_config, tmp_path, num_rows, test_size, validation_split):
    lines = ["text,label", *(f"text {number},{number % 2}" for number in range(num_rows))]
    (tmp_path / "reviews.csv").write_text("\n".join(lines), encoding="utf-8")
    patience = 2 if validation_split else "none"
    config = tiny_config.with_settings([f"dataset.test_size={test_size}", f"train.validation_split={validation_split}",
                                        f"train.early_stopping_patience={patience}"])  # fmt: skip
    dataset = sources.load(config.dataset)
    parts = split(dataset, config.dataset, validation_split)
    expected = PartSizes(len(parts.train), len(parts.validation), len(parts.test))
    assert part_sizes(config, num_rows) == expected
    assert np.sum([expected.train, expected.validation, expected.test]) == num_rows


@pytest.mark.parametrize("names", ["train dev", "train test", "train dev test"])
@pytest.mark.parametrize("validation_split", [0.0, 0.2])
def test_sets_that_come_with_the_data_keep_their_sizes(tiny_config, tmp_path, names, validation_split):
    choices = [*names.split(), "train", "train"]
    lines = [f"text {number},{number % 2},{choices[number % len(choices)]}" for number in range(121)]
    (tmp_path / "reviews.csv").write_text("\n".join(["text,label,set", *lines]), encoding="utf-8")
    patience = 2 if validation_split else "none"
    config = tiny_config.with_settings(["dataset.split_column=set", f"train.validation_split={validation_split}",
                                        f"train.early_stopping_patience={patience}"])  # fmt: skip
    dataset = sources.load(config.dataset)
    parts = split(dataset, config.dataset, validation_split)
    expected = PartSizes(len(parts.train), len(parts.validation), len(parts.test))
    assert part_sizes(config, 121, dataset.reading.parts) == expected
    assert part_sizes(config, 121) is None


def test_unknown_rows_give_no_sizes():
    assert part_sizes(RunConfig().with_settings(["dataset.name=file", "dataset.path=texts.csv"])) is None


def test_the_catalog_knows_the_rows_of_its_sources():
    assert part_sizes(RunConfig()) == PartSizes(15_016, 1_669, 8_219)
    assert part_sizes(find_recipe("mnist-bi-lstm").config) == PartSizes(60_000, 0, 10_000)
    assert part_sizes(find_recipe("cumsum-bi-lstm").config) == PartSizes(1_000, 0, 1_000)
