"""The sections of a comparison's report about decisions: own slices, thresholds, and likely label errors."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from core.comparison.decisions.thresholds import check_two_classes, scores_by_arm, threshold_choices
from core.comparison.presentation import threshold_tables
from core.comparison.presentation.wording import one_split_sentence, tokens_of
from core.comparison.rows import label_error_tables, own_slice_tables
from core.comparison.rows.label_errors import label_errors, without_rows
from core.comparison.rows.own_slices import own_slices
from core.comparison.rows.text_slices import TextSlice
from core.errors import DatasetError, InputError
from core.evaluation.threshold import HALF, Costs
from core.reports.figures.threshold_curves import precision_recall_curves, roc_curves
from core.reports.html_report import Panel
from core.reports.report_tables import Table
from core.system.formatting import percent, short

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

_MAX_ROWS = 40
_MAX_CHARACTERS = 600


@dataclass(frozen=True)
class DecisionOptions:
    """What a report says about decisions.

    Args:
        costs: of wrong decisions; equal ones by default.
        positive: the number of the positive class of two.
        slices: own slices of the test texts.
    """

    costs: Costs = field(default_factory=Costs)
    positive: int = 1
    slices: tuple[TextSlice, ...] = ()


NO_OPTIONS = DecisionOptions()


def decision_panels(comparison: "Comparison", options: DecisionOptions) -> list[Panel]:
    """The sections that these runs have: none of thresholds with more than two classes, none of labels with steps.

    Own slices come first.
    """
    panels = []
    if options.slices:
        with suppress(InputError, DatasetError):  # other texts than the slices were made for
            panels.append(_own_slices(comparison, options.slices))
    with suppress(InputError):
        check_two_classes(comparison)
        panels.append(_thresholds(comparison, options))
    with suppress(InputError):
        panels.append(_label_errors(comparison))
    return panels


def _own_slices(comparison: "Comparison", slices: tuple[TextSlice, ...]) -> Panel:
    table = own_slice_tables.own_slice_table(own_slices(comparison, slices)).fillna("")
    title = "Accuracy of each arm, and gaps in points"
    text = own_slice_tables.own_slice_text(slices, tokens_of(comparison))
    return Panel("Own slices", _of_one_split(text, comparison), tables=[_table(title, table)])


def _thresholds(comparison: "Comparison", options: DecisionOptions) -> Panel:
    costs, names = options.costs, comparison.class_names(comparison.arms[0].name)
    scores = scores_by_arm(comparison, options.positive)
    arms = {(arm.name, arm.direction): scores[arm.name] for arm in comparison.first_split.arms}
    figures = [
        ("Precision and recall", precision_recall_curves(arms, HALF), "Precision by recall of each run"),
        ("ROC curve", roc_curves(arms, HALF), "Recall by false positive rate of each run"),
    ]
    text = (
        f"Positive: {names[options.positive]}. Markers are at a threshold of 0.5. A false positive costs "
        f"{costs.false_positive:g}, a false negative {costs.false_negative:g}. {threshold_tables.THRESHOLD_TEXT}"
    )
    table = threshold_tables.choice_table(comparison, threshold_choices(comparison, costs, options.positive))
    title = f"Threshold with the least cost. {threshold_tables.NO_VALIDATION}"
    return Panel("Decision threshold", _of_one_split(text, comparison), figures, [_table(title, table)])


def _label_errors(comparison: "Comparison") -> Panel:
    errors = label_errors(comparison)
    names = comparison.class_names(comparison.arms[0].name)
    rows = [
        (
            "" if pd.isna(text) else short(text, _MAX_CHARACTERS),
            names[label],
            names[predicted],
            percent(probability),
            row,
        )
        for text, label, predicted, probability, row in zip(
            *(errors[name].head(_MAX_ROWS) for name in ("text", "label", "predicted", "probability", "row")),
            strict=True,
        )
    ]
    columns = ("text", "label", "predicted", "confidence", "row of the data")
    tables = [Table("Labels to review, the most doubtful first", columns, rows)] if rows else []
    if rows:
        recomputed = without_rows(comparison, errors["row"].tolist())
        title = f"Without all {len(errors):,} rows. {label_error_tables.WITHOUT_TEXT}"
        if recomputed.gaps:
            tables.append(_table(title, label_error_tables.gap_change_table(recomputed)))
        tables.append(_table("Metrics with all rows and without", label_error_tables.metric_change_table(recomputed)))
    text = f"{label_error_tables.label_error_sentences(comparison)[0]} {label_error_tables.LABEL_ERROR_TEXT}"
    return Panel("Likely label errors", _of_one_split(text, comparison), tables=tables)


def _of_one_split(text: str, comparison: "Comparison") -> str:
    return " ".join(filter(None, (text, one_split_sentence(comparison))))


def _table(title: str, frame: pd.DataFrame) -> Table:
    return Table(title, tuple(frame.columns), frame.to_numpy().tolist())
