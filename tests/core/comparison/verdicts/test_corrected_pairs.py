import pytest

from core.comparison.comparison import compare_runs
from core.comparison.verdicts import corrected_pairs
from tests.support.comparisons.setting_studies import CELLS, finished_study

SHARES = dict(zip(CELLS, ([0.7, 0.71, 0.69], [0.8, 0.79, 0.81], [0.7, 0.71, 0.69]), strict=True))


def test_every_pair_of_a_study_of_settings_has_a_holm_corrected_p_value(add_tested, tiny_config, settings):
    runs, study = finished_study(add_tested, tiny_config, SHARES)
    comparison = compare_runs(runs, settings.home, study=study)
    pairs = comparison.corrected_pairs
    assert [(pair.a, pair.b) for pair in pairs] == [
        ("GRU, 4 units", "GRU, 2 units"),  # the second is the more accurate one, and the best come first
        ("LSTM, 2 units", "GRU, 2 units"),
        ("LSTM, 2 units", "GRU, 4 units"),
    ]
    assert [pair.decision for pair in pairs] == ["better", "better", "same"]
    smallest = min(pairs, key=lambda pair: pair.p)
    assert smallest.holm_p == pytest.approx(min(1, 3 * smallest.p))
    assert all(pair.p <= pair.holm_p <= 1 for pair in pairs)
    for pair, verdict in zip(pairs, comparison.verdicts, strict=True):
        assert (pair.mean, pair.low, pair.high) == (
            verdict.estimate.mean, verdict.estimate.low, verdict.estimate.high,
        )  # fmt: skip
        assert pair.family_low < pair.low < pair.high < pair.family_high


def test_pairs_with_one_seed_have_no_p_value(add_tested, tiny_config, settings):
    runs, study = finished_study(add_tested, tiny_config, {arm: shares[:1] for arm, shares in SHARES.items()})
    assert corrected_pairs(compare_runs(runs, settings.home, study=study).verdicts) == ()
