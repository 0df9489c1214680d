"""The panels of a comparison's report: the same figures and tables as on the Compare page, all of them at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from core.comparison.disagreements import disagreements
from core.comparison.learning_curves import Band, best_epochs, learning_curves
from core.comparison.presentation.json_document import comparison_document
from core.directions import DIRECTION_COLORS
from core.reports.figures import arm_curves, comparisons
from core.reports.html_report import Panel, Table, report, study_command, train_command
from core.training.history import Epoch

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict

_MOST_TEXTS = 40
_LONGEST_TEXT = 600


def whole_report(
    comparison: "Comparison",
    epochs: Mapping[str, Sequence[Epoch]],
    verdict: "Verdict | None" = None,
    band: Band = "min-max",
) -> str:
    """The report of a comparison, one HTML file.

    Args:
        verdict: the pair of arms whose slices and texts are told; the first one, unless given.
        band: what the bands around the curves span.
        epochs: of the runs, by run id, as `RunStore.epochs` gives them.
    """
    runs = [run for arm in comparison.arms for run in arm.runs]
    commands = (
        [study_command(comparison.study.plan)] if comparison.study else [train_command(run.config) for run in runs]
    )
    return report(
        comparison_document(comparison),
        list(panels(comparison, epochs, verdict or next(iter(comparison.verdicts), None), band)),
        settings=comparison.settings(only_differences=False),
        data=comparison.first.data,
        commands=commands,
    )


def panels(
    comparison: "Comparison", epochs: Mapping[str, Sequence[Epoch]], verdict: "Verdict | None", band: Band = "min-max"
) -> Iterator[Panel]:
    """What is known beyond the verdicts, in the order in which people ask."""
    if not comparison.arms:
        return
    yield _sizes(comparison)
    yield from _curves(comparison, epochs, band)
    if verdict is not None:
        yield from _where(comparison, verdict)
        yield _texts(comparison, verdict)
    yield _confusions(comparison)
    yield _confidence(comparison)


def _sizes(comparison: "Comparison") -> Panel:
    arms = comparison.metrics[comparison.metrics["direction"].isin(DIRECTION_COLORS)]
    baseline = comparison.baseline.metrics["test_accuracy"] if comparison.baseline else None
    figures = [
        (
            "Test accuracy",
            comparisons.accuracies(arms, comparison.accuracies, baseline),
            "Test accuracy of every run and the mean of each arm",
        )
    ]
    if over_seeds := [one for one in comparison.verdicts if one.probabilities]:
        figures.append(
            ("Differences", comparisons.estimates(over_seeds), "The difference of each pair, 95 % intervals")
        )
    words = (
        "Open circles are single runs, one a seed; the filled circle is their mean with its standard error. "
        "Differences have 95 % intervals over seeds and test rows; in the grey region two arms count as practically "
        "the same."
    )
    return Panel("How large", words, figures)


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
    ends = best_epochs(frame, f"{part}accuracy")
    rows = [
        (row.arm, f"{row.best:.1%}", row.best_epoch, f"{row.last:.1%}", row.last_epoch) for row in ends.itertuples()
    ]
    table = Table("Best and last mean accuracy", ("arm", "best", "at epoch", "last", "at epoch"), rows)
    kept = "validation part" if part else "training part"
    spread = {"min-max": "their range", "SD": "one standard deviation", "95 % CI": "its 95 % confidence interval"}[band]
    words = f"On the {kept}: the mean of the seeds and {spread}; a ring marks the best epoch, a square the last."
    yield Panel("How they learned", words, figures, [table])


def _where(comparison: "Comparison", verdict: "Verdict") -> Iterator[Panel]:
    slices = comparison.slices.get((verdict.a, verdict.b))
    if slices is None:
        return
    figure = comparisons.slice_gaps(slices, verdict.direction_b)
    words = (
        f"Accuracy of {verdict.b} minus that of {verdict.a} on parts of the test texts, with 95 % bootstrap intervals "
        "and the number of texts. The decisive word is the one with the largest weight in the linear baseline. Among a "
        "dozen slices one interval may leave zero out by chance."
    )
    yield Panel("Where", words, [("Gap in each slice", figure, "Gap in points in each slice of the test texts")])


def _texts(comparison: "Comparison", verdict: "Verdict") -> Panel:
    frame = disagreements(
        comparison.predictions_of(verdict.a), comparison.predictions_of(verdict.b), comparison.test_rows
    )
    names = {"only a right": verdict.a, "only b right": verdict.b}
    names_of_classes = comparison.class_names(verdict.a)
    rows = [
        (
            "" if pd.isna(row.text) else _cut(row.text),
            "" if pd.isna(row.label) else names_of_classes[row.label],
            f"only {names[row.which]}",
            f"{row.confidence:.0%}",
            row.row,
        )
        for row in frame.head(_MOST_TEXTS).itertuples()
    ]
    words = (
        f"{len(frame):,} test {comparison.noun} are right by the mean of one arm's seeds and wrong by the other's; the "
        f"{len(rows)} with the surest errors are listed."
    )
    columns = ("text", "truly", "right", "how sure the error was", "row of the data")
    return Panel("On which texts", words, tables=[Table("Only one arm is right", columns, rows)])


def _confusions(comparison: "Comparison") -> Panel:
    tables = []
    for arm in comparison.arms:
        names = comparison.class_names(arm.name)
        rows = [
            (name, *(f"{count:,.1f}" for count in row))
            for name, row in zip(names, comparison.confusion(arm.name), strict=True)
        ]
        columns = ("truly", *(f"said {name}" for name in names))
        tables.append(Table(f"{arm.name}, mean of {len(arm.runs)} seeds", columns, rows))
    return Panel("Confusion matrices", f"Test {comparison.noun} by true and predicted class.", tables=tables)


def _confidence(comparison: "Comparison") -> Panel:
    curves = {(arm.name, arm.direction): comparison.reliability(arm.name) for arm in comparison.arms}
    figure = comparisons.reliability_diagram(curves)
    words = "How often each arm is right where it is so sure; on the dotted line, confidence can be taken at its word."
    return Panel("How sure they are", words, [("Reliability diagram", figure, "Share right by confidence")])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT].rstrip()} …"
