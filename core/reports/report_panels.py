"""The sections of a comparison's report: the figures and tables of the Compare page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.comparison.learning_curves import Band, best_epochs, learning_curves
from core.comparison.presentation.display_tables import actual_names, confusion_table, label_table, span_table
from core.comparison.presentation.interval_tables import (
    CALIBRATION_TEXT,
    DIFFERENCE_TEXT,
    METRIC_TITLES,
    calibration_table,
    difference_table,
    f1_sentences,
)
from core.comparison.presentation.json_document import comparison_document
from core.comparison.presentation.pair_tables import PAIRS_TEXT, pair_table
from core.comparison.presentation.setting_frame import SETTINGS_TEXT, rows_frame, setting_frame
from core.comparison.presentation.slice_wording import slice_caption, slice_sentence
from core.comparison.presentation.temperature_tables import TEMPERATURE_TEXT, temperature_table, uncalibrated_note
from core.comparison.presentation.wording import one_split_sentence, tokens_of
from core.comparison.rows.disagreements import disagreements
from core.comparison.rows.label_results import LABEL_RESULT_TEXT
from core.comparison.rows.span_results import SPAN_RESULT_TEXT
from core.comparison.rows.tag_results import TAG_RESULT_TEXT, tag_results
from core.comparison.rows.token_disagreements import token_disagreements
from core.directions import DIRECTION_COLORS
from core.reports.decision_panels import NO_OPTIONS, DecisionOptions, decision_panels
from core.reports.figures import arm_curves, comparisons, setting_effects
from core.reports.html_report import Panel, report
from core.reports.report_tables import Table
from core.reports.training_commands import study_command, train_command
from core.system.formatting import frequent_classes_note, percent
from core.training.history import Epoch

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import SplitGap, Verdict

_MAX_TEXTS = 40
_MAX_CHARACTERS = 600


def whole_report(
    comparison: "Comparison",
    epochs: Mapping[str, Sequence[Epoch]],
    verdict: "Verdict | None" = None,
    band: Band = "min-max",
    decisions: DecisionOptions = NO_OPTIONS,
) -> str:
    """The report of a comparison, one HTML file.

    Args:
        verdict: the pair of arms whose slices and texts are listed; by default the first one.
        band: the meaning of the bands around the curves.
        decisions: what the sections about decisions are computed for.
        epochs: of the runs, by run id, as `RunStore.epochs` gives them.
    """
    runs = [run for arm in comparison.arms for run in arm.runs]
    commands = (
        [study_command(comparison.study.plan)] if comparison.study else [train_command(run.config) for run in runs]
    )
    evidence = panels(comparison, epochs, verdict or next(iter(comparison.verdicts), None), band)
    return report(
        comparison_document(comparison),
        [*evidence, *decision_panels(comparison, decisions)],
        settings=comparison.settings(only_differences=False),
        data=comparison.first.data,
        commands=commands,
    )


def panels(
    comparison: "Comparison", epochs: Mapping[str, Sequence[Epoch]], verdict: "Verdict | None", band: Band = "min-max"
) -> Iterator[Panel]:
    """The evidence beyond the verdicts, from the size of the differences to single texts and calibration."""
    if not comparison.arms:
        return
    yield from _setting_effects(comparison)
    yield _accuracies(comparison)
    yield from _curves(comparison, epochs, band)
    if verdict is not None:
        yield from _slices(comparison, verdict)
        yield _texts(comparison, verdict)
    yield _confusions(comparison)
    yield _calibration(comparison)


def _setting_effects(comparison: "Comparison") -> Iterator[Panel]:
    """What the settings of a study do to accuracy, and how accuracy grows with the training set."""
    frame = setting_frame(comparison)
    if frame.empty:
        return
    settings = ", ".join(comparison.varied)
    figures = [
        (
            "Settings and accuracy",
            setting_effects.parallel_coordinates(frame, comparison.varied),
            f"A line for each arm through its values of {settings} to its test accuracy",
        )
    ]
    if len(by_rows := rows_frame(comparison)):
        figures.append(
            ("Learning curve", setting_effects.rows_curve(by_rows), "Test accuracy by the number of training rows")
        )
    yield Panel("Settings", SETTINGS_TEXT, figures)


def _accuracies(comparison: "Comparison") -> Panel:
    arms = comparison.metrics[comparison.metrics["direction"].isin(DIRECTION_COLORS)]
    figures = [
        (
            "Test accuracy",
            comparisons.accuracies(arms, comparison.accuracies, comparison.baseline_accuracies),
            "Test accuracy of every run and the mean of each arm",
        )
    ]
    if over_seeds := [verdict for verdict in comparison.verdicts if verdict.probabilities]:
        figures.append(
            ("Differences", comparisons.estimates(over_seeds), "The difference of each pair, 95 % intervals")
        )
    text = (
        "Open circles are single runs, one per seed; the filled circle is their mean with its standard error over "
        "runs. Differences have 95 % intervals over splits, seeds and test rows; in the grey region two arms are "
        "practically the same."
    )
    if comparison.has_token_labels:
        text = " ".join((*f1_sentences(comparison), text))
    differences = difference_table(comparison, *METRIC_TITLES)
    title = _of_one_split("Differences in other metrics.", DIFFERENCE_TEXT, comparison)
    tables = [_table(title, differences)] if len(differences) else []
    return Panel(
        "Accuracy and differences", text, figures, [*_pair_tables(comparison), *_gap_tables(comparison), *tables]
    )


def _pair_tables(comparison: "Comparison") -> list[Table]:
    """All pairs of arms, corrected for their number, where there are several."""
    several = len(comparison.corrected_pairs) > 1
    return [_table(f"All pairs. {PAIRS_TEXT}", pair_table(comparison))] if several else []


def _gap_tables(comparison: "Comparison") -> list[Table]:
    """The gap of each pair of arms on each split, where there are several."""
    if len(comparison.splits) < 2:
        return []
    columns = ("split", "seeds", "test rows", "gap", "95 % interval")
    return [
        Table(
            f"{verdict.b} minus {verdict.a} on each split, in points",
            columns,
            [_gap_row(one) for one in verdict.splits],
        )
        for verdict in comparison.verdicts
    ]


def _gap_row(one: "SplitGap") -> tuple[Any, ...]:
    estimate = one.estimate
    interval = f"{100 * estimate.low:.1f} to {100 * estimate.high:.1f}"
    return one.split, ", ".join(map(str, one.seeds)), f"{estimate.num_rows:,}", f"{100 * estimate.mean:.1f}", interval


def _curves(comparison: "Comparison", epochs: Mapping[str, Sequence[Epoch]], band: Band) -> Iterator[Panel]:
    frame = learning_curves(comparison.arms, epochs, band)
    if frame.empty:
        return
    part = "val_" if (frame["measure"] == "val_accuracy").any() else ""
    figures = [
        (
            title,
            arm_curves.band_curves(frame, f"{part}{measure}"),
            f"{title} by epoch, mean and band of the seeds",
        )
        for measure, title in (("accuracy", "Accuracy"), ("loss", "Loss"))
    ]
    if any(run.config.train.monitor == "val_macro_f1" for arm in comparison.arms for run in arm.runs):
        figure = arm_curves.band_curves(frame, "val_macro_f1")
        figures.append(("Macro F1", figure, "Macro F1 by epoch, mean and band of the seeds"))
    ends = best_epochs(frame, f"{part}accuracy")
    rows = [
        (arm, percent(best, 1), best_epoch, percent(last, 1), last_epoch)
        for arm, best, best_epoch, last, last_epoch in _records(ends, "arm", "best", "best_epoch", "last", "last_epoch")
    ]
    table = Table("Best and last mean accuracy", ("arm", "best", "at epoch", "last", "at epoch"), rows)
    data = "validation set" if part else "training set"
    spread = {"min-max": "their range", "SD": "one standard deviation", "95 % CI": "its 95 % confidence interval"}[band]
    text = f"On the {data}: the mean of the seeds and {spread}; a ring marks the best epoch, a square the last."
    yield Panel("Learning curves", text, figures, [table])


def _slices(comparison: "Comparison", verdict: "Verdict") -> Iterator[Panel]:
    slices = comparison.slices.get((verdict.a, verdict.b))
    if slices is None:
        return
    figure = comparisons.slice_gaps(slices, verdict.direction_b)
    caption = slice_caption(slices, verdict, tokens_of(comparison))
    sentences = (slice_sentence(slices, verdict.noun), caption, one_split_sentence(comparison))
    text = " ".join(filter(None, sentences))
    yield Panel(
        "Slices", text, [("Gap in each slice", figure, f"Gap in points in each slice of the test {verdict.noun}")]
    )


def _texts(comparison: "Comparison", verdict: "Verdict") -> Panel:
    one = comparison.first_split
    if comparison.has_token_labels:
        return _sentences(one, verdict)
    frame = disagreements(one.predictions_of(verdict.a), one.predictions_of(verdict.b), one.test_rows)
    arms = {"only a right": verdict.a, "only b right": verdict.b}
    frame = frame.assign(actual=[name or "" for name in actual_names(comparison, frame)])
    rows = [
        (
            "" if pd.isna(content) else _shorten(content),
            label,
            f"only {arms[which]}",
            percent(confidence),
            row,
        )
        for content, label, which, confidence, row in _records(
            frame.head(_MAX_TEXTS), "text", "actual", "which", "confidence", "row"
        )
    ]
    text = (
        f"{len(frame):,} test {comparison.noun} are predicted correctly by the mean of one arm's seeds and "
        f"incorrectly by the other's; the {len(rows)} with the most confident errors are listed."
    )
    text = " ".join(filter(None, (text, one_split_sentence(comparison))))
    columns = ("text", "actual", "correct", "confidence of the error", "row of the data")
    return Panel("Disagreements", text, tables=[Table("Only one arm is right", columns, rows)])


def _sentences(comparison: "Comparison", verdict: "Verdict") -> Panel:
    """The sentences in which only one arm labels some tokens correctly, with these tokens and their labels."""
    a, b = (comparison.predictions_of(name) for name in (verdict.a, verdict.b))
    counts, listed = token_disagreements(a, b, comparison.test_rows, most=_MAX_TEXTS)
    names = comparison.class_names(verdict.a)
    rows = [(_shorten(" ".join(one.words)), _shorten(one.differences(names)), one.row) for one in listed]
    listed_first = f"The {len(rows)} with the largest share of such tokens are listed."
    sentences = (counts.sentence(verdict.a, verdict.b), listed_first, one_split_sentence(comparison))
    columns = ("sentence", f"token: actual label ({verdict.a} | {verdict.b})", "row of the data")
    text = " ".join(filter(None, sentences))
    return Panel("Disagreements", text, tables=[Table("Only one arm is right", columns, rows)])


def _confusions(comparison: "Comparison") -> Panel:
    tables = []
    if comparison.has_label_sets:
        tables = [
            _table(f"{arm.name}, mean of {len(arm.runs)} seeds", label_table(comparison, arm.name).fillna(""))
            for arm in comparison.arms
        ]
        return Panel("Labels", LABEL_RESULT_TEXT, tables=tables)
    if comparison.has_token_labels:
        tables.append(_table(f"Each label. {TAG_RESULT_TEXT}", tag_results(comparison).fillna("")))
    for arm in comparison.arms:
        frame = confusion_table(comparison, arm.name)
        rows = [(name, *(f"{count:,.1f}" for count in counts)) for name, *counts in frame.itertuples(index=False)]
        tables.append(Table(f"{arm.name}, mean of {len(arm.runs)} seeds", tuple(frame.columns), rows))
    of_spans = [(arm.name, span_table(comparison, arm.name)) for arm in comparison.arms]
    tables += [_table(f"Spans of {name}. {SPAN_RESULT_TEXT}", table) for name, table in of_spans if len(table)]
    note = frequent_classes_note(len(comparison.class_names(comparison.arms[0].name)))
    counted = "Tokens of test" if comparison.has_token_labels else "Test"
    text = " ".join(filter(None, (f"{counted} {comparison.noun} by actual and predicted class.", note)))
    return Panel("Confusion matrices", text, tables=tables)


def _calibration(comparison: "Comparison") -> Panel:
    curves = {(arm.name, arm.direction): comparison.reliability(arm.name) for arm in comparison.arms}
    figure = comparisons.reliability_diagram(curves)
    text = (
        "Accuracy of each arm by its confidence; on the dotted line, both are equal. 95 % intervals are for these "
        "networks on new test rows: a row counts once, however many seeds predict it. Hollow points have too few rows "
        "for an interval."
    )
    title = _of_one_split("Calibration error.", CALIBRATION_TEXT, comparison)
    tables = [_table(title, calibration_table(comparison))]
    effects = temperature_table(comparison)
    tables.append(_table(f"Temperature. {TEMPERATURE_TEXT} {uncalibrated_note(comparison)}".strip(), effects))
    return Panel("Calibration", text, [("Reliability diagram", figure, "Accuracy by confidence")], tables)


def _of_one_split(name: str, text: str, comparison: "Comparison") -> str:
    """A table's title, with the split that it is about where there are several."""
    return " ".join(filter(None, (name, text, one_split_sentence(comparison))))


def _table(title: str, frame: pd.DataFrame) -> Table:
    return Table(title, tuple(frame.columns), frame.to_numpy().tolist())


def _records(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[column].tolist() for column in columns), strict=True))


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_CHARACTERS else f"{text[:_MAX_CHARACTERS].rstrip()} …"
