import pytest

from core.config import RunConfig
from core.models.parity import parity_tolerance


@pytest.mark.parametrize(
    ("settings", "expected"), [((), 1e-5), (("dataset.name=gun_point", "train.batching=by_length"), 1e-4)]
)
def test_only_series_of_hundreds_of_steps_may_round_more(settings, expected):
    assert parity_tolerance(RunConfig().with_settings(settings)) == expected
