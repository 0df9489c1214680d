"""The options of `compare` beyond the verdict: decision thresholds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import InputError, UsageError
from core.evaluation.threshold import Costs

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison


@dataclass(frozen=True)
class Thresholds:
    """What is printed about the thresholds: as plain values for JSON, and as sentences."""

    document: dict[str, Any]
    sentences: list[str]


def read_costs(costs: str | None, positive: str | None, keep: bool) -> Costs | None:
    """The costs that `--costs` names; None without it.

    Raises:
        UsageError: when they are no two numbers, or other options need them.
    """
    if costs is None:
        if positive is not None or keep:
            raise UsageError(
                "--costs is missing.", "--positive and --keep-thresholds are about thresholds for costs.",
                "Add --costs FP,FN.",
            )  # fmt: skip
        return None
    try:
        false_positive, false_negative = map(float, costs.split(","))
    except ValueError:
        raise UsageError(
            f"--costs is {costs!r}.", "It must be two numbers with a comma between them.", "Write for example 1,5."
        ) from None
    try:
        return Costs(false_positive, false_negative)
    except InputError as error:
        raise UsageError(error.problem, error.expected, error.hint) from None


def decide(comparison: "Comparison", costs: Costs, positive: str | None, keep: bool) -> Thresholds:
    """The thresholds with the least cost; they are stored with their runs where asked.

    Raises:
        InputError: when the runs have no two classes, or none of this name.
    """
    from core.comparison.decisions.stored_rules import store_rules
    from core.comparison.decisions.thresholds import check_two_classes, positive_place, threshold_choices
    from core.comparison.presentation.threshold_tables import threshold_document, threshold_sentences

    place = positive_place(check_two_classes(comparison), positive)
    sentences = threshold_sentences(comparison, costs, place)
    if keep:
        number = store_rules(comparison, threshold_choices(comparison, costs, place), place)
        sentences.append(f"{number} thresholds are stored. `score` and the Score page show their decisions.")
    return Thresholds(threshold_document(comparison, costs, place), sentences)
