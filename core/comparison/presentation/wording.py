"""Wording: the sentences that state a comparison's verdicts, what rules out a verdict, and what was left out."""

from typing import TYPE_CHECKING

from core.comparison.comparability.environments import differing_processors, differing_versions, uneven_versions
from core.system.environment import package_name
from core.system.formatting import percent, points

if TYPE_CHECKING:  # they load SciPy, which takes longer than a page may
    from core.comparison.comparability import Confound
    from core.comparison.comparison import Comparison, Note
    from core.comparison.verdicts import Verdict


def verdict_sentence(verdict: "Verdict") -> str:
    """The verdict on a pair of arms, with N and interval, and with their sizes where these may explain the gap."""
    return _result(verdict) if verdict.credits_direction else f"{_result(verdict)} {capacity_sentence(verdict)}"


def capacity_sentence(verdict: "Verdict") -> str:
    """The sizes of both arms, and what they mean for a gap between their directions."""
    sizes = verdict.capacity
    params_a, params_b = f"{sizes.recurrent_params_a:,}", f"{sizes.recurrent_params_b:,}"
    of_a = f"{verdict.a} has {sizes.units_a:,} units and {params_a} recurrent parameters"
    of_b = f"{verdict.b} has {sizes.units_b:,} units and {params_b}"
    if not verdict.credits_direction:
        effect = (
            "capacity may hide a gap, so nothing is concluded about the direction"
            if verdict.decision == "same"
            else "the gap may come from capacity, so it is not credited to the direction"
        )
        return f"{_capitalized(of_a)}, {of_b}: {effect}."
    if sizes.units_a != sizes.units_b:
        agree = " They agree within 1 %." if sizes.has_matched_params else ""
        return f"{_capitalized(of_a)}, {of_b}.{agree}"
    if sizes.recurrent_params_a == sizes.recurrent_params_b:
        return f"Both arms have {sizes.units_a:,} units in each direction layer and {params_a} recurrent parameters."
    return (
        f"Both arms have {sizes.units_a:,} units in each direction layer, but different recurrent parameters: "
        f"{params_a} in {verdict.a}, {params_b} in {verdict.b}. A study with matched parameters shows whether that "
        "matters."
    )


def _result(verdict: "Verdict") -> str:
    a, b = verdict.subject_a, verdict.subject_b
    size = _size(verdict)
    if (chances := verdict.probabilities) is None:
        trained = "each was trained with one seed" if not verdict.within else "they have only one seed in common"
        why = trained if verdict.seeds else "they have no seed in common"
        return (
            f"Nothing can be concluded about the architectures: {why}. On the test set, {b} was "
            f"{_accuracy(verdict.estimate.mean)} {a} (for these two networks only: {size})."
        )
    if verdict.decision == "same":
        return (
            f"{_capitalized(b)} and {a} are practically the same: {points(abs(verdict.estimate.mean))} apart ({size}); "
            f"probability of a difference within {points(verdict.rope)}: {percent(chances.same)}."
        )
    gained = verdict.estimate.mean >= 0
    change = (
        f"gained {points(verdict.estimate.mean)} over" if gained else f"lost {points(-verdict.estimate.mean)} against"
    )
    label, chance = ("better", chances.better) if gained else ("worse", chances.worse)
    if chances.same > chance:
        most_probable = f"most probably practically the same (within {points(verdict.rope)}): {percent(chances.same)}"
    else:
        most_probable = f"probability of being {label} by more than {points(verdict.rope)}: {percent(chance)}"
    return f"{_capitalized(b)} {change} {a} ({size}); {most_probable}."


def version_caution(comparison: "Comparison", verdict: "Verdict") -> str | None:
    """The packages whose versions may explain a gap between two arms; None where they are the same in both."""
    of_a, of_b = (
        [run for run in comparison.arm(arm).runs if not verdict.seeds or run.config.train.seed in verdict.seeds]
        for arm in (verdict.a, verdict.b)
    )
    names = uneven_versions(of_a, of_b)
    if not names:
        return None
    versions = differing_versions([*of_a, *of_b])
    different = " and ".join(f"{package_name(name)} ({' or '.join(versions[name])})" for name in names)
    return f"The two arms were trained with different versions of {different}: part of the gap may come from that."


def noise_sentence(verdict: "Verdict") -> str:
    """How much two arms disagree, beside how much two seeds of one arm do."""
    between = (
        f"{_capitalized(verdict.subject_a)} and {verdict.subject_b} disagree about {percent(verdict.disagreement, 1)} "
        f"of the {verdict.noun}: only one of them is right."
    )
    if verdict.seed_disagreement is None:
        return f"{between} Train a second seed to see how much of that is chance."
    return f"{between} Two seeds of one architecture already disagree about {percent(verdict.seed_disagreement, 1)}."


def split_sentence(comparison: "Comparison") -> str | None:
    """What the intervals hold for where all runs share one split of the data; None without a verdict."""
    if not comparison.verdicts:
        return None
    seed = comparison.first.config.dataset.seed
    return (
        f"All runs share one split of the data (dataset.seed {seed}), so the intervals hold for this split: they cover "
        "other seeds and other test rows, not other training sets."
    )


def baseline_sentence(comparison: "Comparison") -> str | None:
    """The linear baseline's test accuracy beside that of the best arm; None without a baseline."""
    if comparison.baseline is None or not comparison.arms:
        return None
    arms = comparison.arm_metrics
    best = arms.iloc[int(arms["test_accuracy"].argmax())]
    accuracy = comparison.baseline.metrics["test_accuracy"]
    gap = 100 * (accuracy - best["test_accuracy"])
    size = "the same as" if abs(gap) < 0.05 else f"{abs(gap):.1f} points {'more' if gap > 0 else 'less'} than"
    inputs = "words and word pairs of whole texts" if comparison.noun == "texts" else "pixels"
    return (
        f"The linear baseline ({inputs}) is right on {100 * accuracy:.1f} % of the test {comparison.noun}, "
        f"{size} the best arm, {best['name']}."
    )


def confound_sentence(confound: "Confound") -> str:
    """What differs between the runs beside their architecture; continues after `data: `, so it starts in lower case."""
    if confound.values:
        return "; ".join(
            f"{name} is {' or '.join('none' if value is None else str(value) for value in values)}"
            for name, values in confound.values.items()
        )
    if confound.data_labels:
        labels = " and ".join(confound.data_labels)
        return f"the examples of {labels} are not the same: a file has changed, or substitute data were used"
    return "the same rows of the test set have different labels, so they come from different data"


def note_sentence(note: "Note") -> str:
    """Which runs do not count, or what could not be checked."""
    match note.kind:
        case "unfinished":
            return f"{_run_name(note)} is {note.runs[0].status}: it has no test results."
        case "unreadable":
            return f"{_run_name(note)} is left out: its predictions on the test set cannot be read."
        case "superseded":
            seed = note.runs[0].config.train.seed
            return f"{_run_name(note)} is left out: a newer run has the same settings and the seed {seed}."
        case "no_fingerprint":
            ids = ", ".join(run.run_id for run in note.runs)
            return f"Whether {ids} used the same examples cannot be checked: no fingerprint of the data is stored."
        case "no_shared_rows":
            return "The runs share no test row, so they cannot be compared."
        case "mixed_versions":
            versions = (
                f"{package_name(name)} {' or '.join(values)}" for name, values in differing_versions(note.runs).items()
            )
            return f"The runs were trained with different versions: {', '.join(versions)}."
        case "mixed_processors":
            processors = " or ".join(differing_processors(note.runs))
            return f"The runs were trained on different processors, which may round differently: {processors}."
        case "unknown_versions":
            ids = ", ".join(run.run_id for run in note.runs)
            return f"Whether {ids} used the same versions and processor cannot be checked: none are recorded."


def _run_name(note: "Note") -> str:
    (run,) = note.runs
    return f"{run.name} ({run.run_id})"


def _size(verdict: "Verdict") -> str:
    estimate = verdict.estimate
    low, high = (f"{100 * value:.1f}".replace("-", "−") for value in (estimate.low, estimate.high))
    seeds = f"{estimate.num_seeds} seeds, " if verdict.probabilities else ""
    return f"95 % interval {low} to {high} points; {seeds}{estimate.num_rows:,} test {verdict.noun}"


def _accuracy(difference: float) -> str:
    if abs(difference) < 0.0005:
        return "as accurate as"
    return f"{points(abs(difference))} {'more' if difference > 0 else 'less'} accurate than"


def _capitalized(text: str) -> str:
    return text[0].upper() + text[1:]
