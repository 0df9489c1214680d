import pytest

from core.catalog import SOURCES
from core.config import DatasetConfig, RunConfig
from core.data.preview import any_head
from core.evaluation.baselines.baseline_store import baseline_names
from core.source import KIND_TITLES
from pages.compare.baseline import _HELP


@pytest.mark.parametrize("kind", KIND_TITLES)
def test_the_button_explains_the_baselines_of_each_kind_of_data_that_has_some(kind):
    dataset = next(source.dataset for source in SOURCES.values() if source.kind == kind and not source.needs_file)
    parts = {
        "dataset": dataset,
        "model": {"head": any_head(DatasetConfig(**dataset))},
        "train": {"batching": "by_length" if kind in ("tokens", "series") else "padded"},
    }
    assert bool(baseline_names(RunConfig.from_dict(parts))) == (kind in _HELP)
