from dataclasses import replace

import numpy as np
import pytest

from core.comparison.comparison import compare_runs
from core.evaluation.threshold import Costs
from core.reports.decision_panels import NO_OPTIONS, DecisionOptions, decision_panels
from core.reports.report_panels import whole_report
from tests.support.comparisons.validation_sets import add_uncertain_predictions
from tests.support.comparisons.wrong_labels import runs_with_wrong_labels


@pytest.fixture
def runs(add_tested):
    return runs_with_wrong_labels(add_tested)


def test_thresholds_and_label_errors_are_sections_of_the_report(runs, settings):
    comparison = compare_runs(runs, settings.home)
    thresholds, labels = decision_panels(comparison, NO_OPTIONS)
    assert (thresholds.title, labels.title) == ("Decision threshold", "Likely label errors")
    assert len(thresholds.figures) == 2
    assert [len(table.rows) for table in labels.tables] == [3, 1, 2]
    page = whole_report(comparison, {})
    assert "3 of 120 test labels are likely errors" in page
    assert "Nothing is deleted" in page


def test_costs_and_positive_class_are_those_that_are_asked_for(runs, settings):
    add_uncertain_predictions(runs)
    comparison = compare_runs(runs, settings.home)
    tables = []
    for costs in (Costs(), Costs(1, 9)):
        thresholds, _ = decision_panels(comparison, DecisionOptions(costs, 0))
        assert thresholds.text.startswith("Positive: 0.")
        tables.append([float(row[1].split()[0]) for row in thresholds.tables[0].rows])
    assert "a false negative 9" in thresholds.text
    assert all(dear < equal for equal, dear in zip(*tables, strict=True))


def test_three_classes_have_no_threshold(runs, settings):
    comparison = compare_runs(runs, settings.home)
    three = {
        run_id: replace(one, probabilities=np.pad(one.probabilities, ((0, 0), (0, 1))))
        for run_id, one in comparison.predictions.items()
    }
    (labels,) = decision_panels(replace(comparison, predictions=three), NO_OPTIONS)
    assert labels.title == "Likely label errors"
