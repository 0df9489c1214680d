import pandas as pd
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.rows.label_errors import label_errors, num_tested, without_rows
from core.errors import InputError
from core.evaluation.predictions import read_predictions
from tests.support.comparisons.split_runs import runs_on_splits
from tests.support.comparisons.wrong_labels import WRONG_ROWS, runs_with_wrong_labels


@pytest.fixture
def comparison(add_tested, settings):
    return compare_runs(runs_with_wrong_labels(add_tested), settings.home)


def test_rows_on_which_all_networks_confidently_disagree_are_listed(comparison):
    errors = label_errors(comparison)
    assert sorted(errors["row"]) == list(WRONG_ROWS)
    assert (errors["predicted"] != errors["label"]).all()
    assert errors["probability"].tolist() == pytest.approx([0.8] * 3)
    assert errors["self_confidence"].tolist() == pytest.approx([0.2] * 3)
    assert errors["margin"].tolist() == pytest.approx([0.2] * 3)
    assert errors["text"].isna().all()
    assert num_tested(comparison) == 120


def test_the_most_doubtful_label_is_first_and_has_its_text(with_baseline, settings, add_tested):
    comparison = compare_runs(with_baseline, settings.home)
    errors = label_errors(comparison)
    assert len(errors) > 1
    assert errors["margin"].is_monotonic_increasing
    assert [int(text.split()[1]) for text in errors["text"]] == errors["row"].tolist()


def test_without_rows_all_arms_gain_and_the_sum_of_the_gap_stays(comparison):
    recomputed = without_rows(comparison, WRONG_ROWS)
    assert recomputed.num_left == 117
    (forward, both), (gap,) = recomputed.arms, recomputed.gaps
    assert forward.with_all["test_accuracy"] == pytest.approx(97 / 120)
    assert forward.without["test_accuracy"] == pytest.approx(97 / 117)
    assert both.without["test_accuracy"] == pytest.approx(99 / 117)
    assert all(one.without["test_loss"] < one.with_all["test_loss"] for one in (forward, both))
    assert gap.with_all.mean == pytest.approx(2 / 120)
    assert gap.without.mean == pytest.approx(2 / 117)
    assert (gap.without.num_seeds, gap.without.num_rows) == (2, 117)


def test_without_no_rows_nothing_changes(comparison):
    recomputed = without_rows(comparison, [])
    assert all(one.with_all == one.without for one in recomputed.arms)
    assert all(one.with_all == one.without for one in recomputed.gaps)


def test_no_file_changes(comparison):
    before = [read_predictions(run.folder).labels.tolist() for run in comparison.runs]
    without_rows(comparison, WRONG_ROWS)
    assert [read_predictions(run.folder).labels.tolist() for run in comparison.runs] == before


def test_two_rows_must_remain(comparison):
    with pytest.raises(InputError, match="1 test rows would remain"):
        without_rows(comparison, range(3 * 119))


def test_runs_of_several_splits_are_judged_on_the_first_one(add_tested, settings):
    comparison = compare_runs(runs_on_splits(add_tested, [0.1, 0.1, 0.1], num_rows=200), settings.home)
    rows = set(comparison.predictions[comparison.first_split.arms[0].runs[0].run_id].rows)
    assert isinstance(label_errors(comparison), pd.DataFrame)
    assert num_tested(comparison) == len(rows)
    assert without_rows(comparison, []).num_left == len(rows)
