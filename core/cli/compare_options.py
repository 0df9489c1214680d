"""The options of `compare` beyond the verdict: decision thresholds, likely label errors and own slices."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import InputError, UsageError
from core.evaluation.threshold import Costs

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.rows.text_slices import TextSlice
    from core.reports.decision_panels import DecisionOptions


@dataclass(frozen=True)
class Options:
    """What is asked for beyond the verdict.

    Args:
        costs: of wrong decisions, for a threshold; None without one.
        positive: the name of the positive class; None for the second one.
        keep: whether the thresholds are stored with their runs.
        label_errors: the CSV file for likely label errors; None without them.
        slices: parts of the test texts.
    """

    costs: Costs | None
    positive: str | None
    keep: bool
    label_errors: Path | None
    slices: "tuple[TextSlice, ...]"


@dataclass
class Evidence:
    """What is printed beyond the verdict: as plain values for JSON, and as sentences."""

    document: dict[str, Any] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)


def read_options(
    costs: str | None, positive: str | None, keep: bool, label_errors: Path | None, slices: Sequence[str]
) -> Options:
    """The options as they were typed.

    Raises:
        UsageError: when costs are no two numbers, or other options need them.
        InputError: when a slice is none.
    """
    from core.comparison.rows.text_slices import parse_slices

    if costs is None and (positive is not None or keep):
        raise UsageError(
            "--costs is missing.", "--positive and --keep-thresholds are about thresholds for costs.",
            "Add --costs FP,FN.",
        )  # fmt: skip
    return Options(None if costs is None else _costs(costs), positive, keep, label_errors, parse_slices(slices))


def evidence(comparison: "Comparison", options: Options) -> Evidence:
    """What the options ask for; files are written and thresholds are stored.

    Raises:
        InputError: when the runs have no two classes, none of the positive name, labels of steps or no texts.
        DatasetError: when the file of a column cannot be read.
        ExportError: when a file cannot be written.
    """
    result = Evidence()
    if options.costs:
        _add_thresholds(result, comparison, options.costs, options)
    if options.label_errors:
        _add_label_errors(result, comparison, options.label_errors)
    if options.slices:
        _add_slices(result, comparison, options.slices)
    return result


def decision_options(comparison: "Comparison", options: Options) -> "DecisionOptions":
    """The same for a report."""
    from core.comparison.decisions.thresholds import check_two_classes, positive_place
    from core.reports.decision_panels import DecisionOptions

    if options.costs is None:
        return DecisionOptions(slices=options.slices)
    place = positive_place(check_two_classes(comparison), options.positive)
    return DecisionOptions(options.costs, place, options.slices)


def _costs(text: str) -> Costs:
    try:
        false_positive, false_negative = map(float, text.split(","))
    except ValueError:
        raise UsageError(
            f"--costs is {text!r}.", "It must be two numbers with a comma between them.", "Write for example 1,5."
        ) from None
    try:
        return Costs(false_positive, false_negative)
    except InputError as error:
        raise UsageError(error.problem, error.expected, error.hint) from None


def _add_thresholds(result: Evidence, comparison: "Comparison", costs: Costs, options: Options) -> None:
    from core.comparison.decisions.stored_rules import store_rules
    from core.comparison.decisions.thresholds import check_two_classes, positive_place, threshold_choices
    from core.comparison.presentation.threshold_tables import threshold_document, threshold_sentences

    place = positive_place(check_two_classes(comparison), options.positive)
    result.document["thresholds"] = threshold_document(comparison, costs, place)
    result.sentences += threshold_sentences(comparison, costs, place)
    if options.keep:
        number = store_rules(comparison, threshold_choices(comparison, costs, place), place)
        result.sentences.append(f"{number} thresholds are stored. `score` and the Score page show their decisions.")


def _add_label_errors(result: Evidence, comparison: "Comparison", path: Path) -> None:
    from core.comparison.rows.label_error_tables import (
        label_error_document,
        label_error_sentences,
        label_error_table,
    )
    from core.comparison.rows.label_errors import label_errors
    from core.system.files import exporting
    from core.system.table_writer import write_csv

    table = label_error_table(comparison, label_errors(comparison))
    with exporting(path):
        write_csv(table, path)
    result.document["label_errors"] = label_error_document(comparison)
    result.sentences += label_error_sentences(comparison)
    result.sentences.append(f"The rows are in {path}. Read them: a hard row may be labelled correctly.")


def _add_slices(result: Evidence, comparison: "Comparison", slices: "Sequence[TextSlice]") -> None:
    from core.comparison.presentation.wording import tokens_of
    from core.comparison.rows.own_slice_tables import own_slice_documents, own_slice_sentences, own_slice_text
    from core.comparison.rows.own_slices import own_slices

    results = own_slices(comparison, slices)
    result.document["own_slices"] = own_slice_documents(results)
    result.sentences += [*own_slice_sentences(results), own_slice_text(slices, tokens_of(comparison))]
