"""Wording: the sentences that state a verdict, how certain it is, and what speaks against one."""

from dataclasses import replace
from typing import TYPE_CHECKING

from core.source import KIND_NOUNS
from core.system.formatting import percent, points

if TYPE_CHECKING:  # it loads SciPy, which takes longer than a page may
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict
    from core.evaluation.statistics import Estimate


_NEVER_CERTAIN = 0.9999


def verdict_sentence(verdict: "Verdict") -> str:
    """The verdict on a pair of arms, with N and interval, and with their sizes where these may explain the gap."""
    sentences = [_result(verdict)]
    if verdict.below_baseline:
        sentences.insert(0, f"Both arms are less accurate than the {verdict.best_baseline}.")
    if not verdict.credits_direction:
        sentences.append(capacity_sentence(verdict))
    return " ".join(sentences)


def evidence_sentences(verdict: "Verdict") -> list[str]:
    """What belongs beside a verdict, the most important first."""
    return [*caution_sentences(verdict), *basis_sentences(verdict)]


def caution_sentences(verdict: "Verdict") -> list[str]:
    """What to know before a verdict is believed; empty where nothing is unusual."""
    return [sentence for sentence in (failed_sentence(verdict), bootstrap_sentence(verdict)) if sentence]


def basis_sentences(verdict: "Verdict") -> list[str]:
    """What a verdict rests on: its certainty, the noise between seeds and the sizes of the networks."""
    sentences = (
        certainty_sentence(verdict),
        noise_sentence(verdict),
        capacity_sentence(verdict) if verdict.credits_direction else None,  # else it is part of the verdict
    )
    return [sentence for sentence in sentences if sentence]


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
    if not (sizes.recurrent_params_a and sizes.recurrent_params_b):
        without, other, params = (
            (verdict.a, verdict.b, params_b) if params_a == "0" else (verdict.b, verdict.a, params_a)
        )
        return f"{_capitalized(without)} has no recurrent layer; {other} has {params} recurrent parameters."
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


def failed_sentence(verdict: "Verdict") -> str | None:
    """Which seeds learned nothing, how often each arm fails, and the difference with them; None where all learned."""
    if not verdict.failed_a and not verdict.failed_b:
        return None
    named = " and ".join(
        f"{_seeds(seeds)} of {arm}"
        for arm, seeds in ((verdict.a, verdict.failed_a), (verdict.b, verdict.failed_b))
        if seeds
    )
    one = len(verdict.failed_a) + len(verdict.failed_b) == 1
    rates = ", ".join(
        f"{len(seeds)} of {number} in {arm}"
        for arm, seeds, number in (
            (verdict.a, verdict.failed_a, verdict.num_seeds_a),
            (verdict.b, verdict.failed_b, verdict.num_seeds_b),
        )
    )
    with_failed = verdict.of_all_seeds
    together = (
        "" if with_failed in (None, verdict.estimate) else f" With them, the difference is {_interval(with_failed)}."
    )
    whose, share = "its" if one else "their", f"the share of the most frequent class ({percent(verdict.majority, 1)})"
    not_above = f"the 95 % interval of {whose} test accuracy is not above {share}"
    if verdict.noun in (KIND_NOUNS["tokens"], KIND_NOUNS["sequence"]):
        not_above = f"the 95 % interval of {whose} test accuracy minus {share} is not above 0"
    chance = ", and macro F1 is not above chance" if _all_of(verdict) else ""
    return f"{_capitalized(named)} learned nothing: {not_above}{chance}. Failed seeds: {rates}.{together}"


def untrained_sentence(verdict: "Verdict") -> str:
    """What gaps between two arms mean where neither learned anything: intervals may exclude zero all the same."""
    return (
        f"Neither {verdict.a} nor {verdict.b} learned anything, so gaps between them say nothing about the direction, "
        "even where an interval excludes zero."
    )


def bootstrap_sentence(verdict: "Verdict") -> str | None:
    """That the bootstrap interval disagrees with Student's; None where both exclude zero, or neither does."""
    if verdict.bootstrap is None or not verdict.bootstrap_disagrees:
        return None
    low, high = _bounds(*verdict.bootstrap)
    excludes = "includes zero" if verdict.bootstrap[0] <= 0 <= verdict.bootstrap[1] else "excludes zero"
    return (
        f"Two methods disagree: a bootstrap over seeds and test {verdict.noun} gives {low} to {high} points, which "
        f"{excludes}, unlike the interval above. A few seeds may decide the result; add seeds."
    )


def error_odds_sentence(comparison: "Comparison", verdict: "Verdict") -> str | None:
    """The ratio of two arms' error odds, where an accuracy is near 0 or 1; None elsewhere."""
    odds = comparison.error_odds(verdict)
    if odds is None:
        return None
    seeds = f"{odds.num_seeds} seeds, " if odds.num_seeds > 1 else "these two networks only, "
    split = "first split, " if len(verdict.splits) > 1 else ""
    return (
        f"A second opinion, since points say little near 0 and 100 %: the odds of an error are {odds.ratio:.2f} times "
        f"as high with {verdict.b} as with {verdict.a} (95 % interval {odds.low:.2f} to {odds.high:.2f}; {split}{seeds}"
        f"{odds.num_rows:,} test {verdict.noun}, on average {odds.errors_b:.1f} and {odds.errors_a:.1f} errors)."
    )


def certainty_sentence(verdict: "Verdict") -> str | None:
    """How small a p-value a decision needs, by the number of looks and pairs; None where nothing can be decided."""
    if verdict.adjusted_p is None:
        return None
    needed = f"p ≤ {verdict.level:.2g}"
    match verdict.looks:
        case (_,):
            looks = f"A decision needs {needed}, so that seeds may be added later"
        case (*earlier, _) if verdict.is_planned:
            before = " and ".join(map(str, earlier))
            looks = f"Seeds were added after results with {before} were seen, so a decision needs {needed}"
        case _:
            looks = (
                "These runs are not one study, so results may have been seen after every seed: a decision needs "
                f"{needed}"
            )
    pairs = f", corrected for {verdict.num_pairs} pairs by Holm's procedure" if verdict.num_pairs > 1 else ""
    sentence = f"{looks} (here {_p(verdict.adjusted_p)}{pairs})."
    if verdict.omnibus_p is None:
        return sentence
    differ = "show that some differ" if verdict.omnibus_p <= verdict.level else "do not show that any differs"
    return f"{sentence} All arms together {differ} (omnibus test, p = {verdict.omnibus_p:.2g})."


def _p(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.2g}"


def noise_sentence(verdict: "Verdict") -> str:
    """How much two arms disagree, beside how much two seeds of one arm do."""
    between = (
        f"{_capitalized(verdict.subject_a)} and {verdict.subject_b} disagree about {percent(verdict.disagreement, 1)} "
        f"of the {verdict.noun}: only one of them {'has all tokens right' if _all_of(verdict) else 'is right'}."
    )
    if verdict.seed_disagreement is None:
        return f"{between} Train a second seed to see how much of that is chance."
    return f"{between} Two seeds of one architecture already disagree about {percent(verdict.seed_disagreement, 1)}."


def _all_of(verdict: "Verdict") -> str:
    """What is counted within the rows, where it is not the rows."""
    return "the tokens of " if verdict.noun == KIND_NOUNS["tokens"] else ""


def _result(verdict: "Verdict") -> str:
    a, b = verdict.subject_a, verdict.subject_b
    if "untrained" in verdict.withheld:
        return (
            f"Nothing can be concluded: neither {a} nor {b} is more accurate than always predicting the most frequent "
            f"class ({percent(verdict.majority, 1)} of {_all_of(verdict)}{verdict.estimate.num_rows:,} test "
            f"{verdict.noun}){' or has a macro F1 above chance' if _all_of(verdict) else ''}. Train longer, or change "
            "the settings."
        )
    if verdict.probabilities is None:
        trained = "Each was trained with one seed" if not verdict.within else "They have only one seed in common"
        why = trained if verdict.seeds else "They have no seed in common"
        return (
            f"{why}, which shows how two networks differ, not how their architectures do: on the test set, {b} was "
            f"{_accuracy(verdict.estimate.mean)} {a} (for these two networks only: {_size(verdict)})."
        )
    if verdict.decision == "same":
        return (
            f"{_capitalized(b)} and {a} are practically the same: {points(abs(verdict.estimate.mean))} apart "
            f"({_size(verdict)}); {_chance(verdict, 'same')}."
        )
    if verdict.decision in ("better", "worse"):
        return f"{_capitalized(_change(verdict))}; {_chance(verdict, verdict.decision)}."
    if reason := _why_withheld(verdict):
        return f"{reason} {_capitalized(_change(verdict))}."
    return f"Undecided: {_change(verdict)}; {_chance(verdict, _most_probable(verdict))}."


def _why_withheld(verdict: "Verdict") -> str | None:
    if "unfinished" in verdict.withheld:
        return "No verdict yet, since the study has not finished."
    if "two_seeds" in verdict.withheld:
        return "Undecided: two seeds are too few, a verdict needs three or more."
    if "failed_seeds" in verdict.withheld:
        return "Undecided: some seeds failed, and then a verdict needs five seeds, three of which learn in both arms."
    if "fails_more" in verdict.withheld:
        better = verdict.subject_b if verdict.estimate.mean > 0 else verdict.subject_a
        return f"Undecided: {better} is more accurate where both arms learn, but it fails to learn more often."
    if "arms_alike" in verdict.withheld:
        return "Undecided: the test of all arms together does not show that any of them differs."
    return None


def _change(verdict: "Verdict") -> str:
    if verdict.differs_by_plan:
        return _lead(verdict)
    mean = verdict.estimate.mean
    change = f"gained {points(mean)} over" if mean >= 0 else f"lost {points(-mean)} against"
    return f"{verdict.subject_b} {change} {verdict.subject_a} ({_size(verdict)})"


def _lead(verdict: "Verdict") -> str:
    """How far the arm ahead leads the other, with its interval that way round: `LSTM beats GRU by 1.3 points (...)`."""
    a, b, estimate = verdict.subject_a, verdict.subject_b, verdict.estimate
    if estimate.mean < 0:
        a, b = b, a
        estimate = replace(estimate, mean=-estimate.mean, low=-estimate.high, high=-estimate.low)
    gap, size = points(estimate.mean), _size(verdict, estimate)
    if verdict.decision in ("better", "worse"):
        return f"{b} beats {a} by {gap} ({size})"
    return f"{b} is {gap} ahead of {a} ({size})"


def _most_probable(verdict: "Verdict") -> str:
    label = "better" if verdict.estimate.mean >= 0 else "worse"
    return max(label, "same", key=lambda word: getattr(verdict.probabilities, word))


def _chance(verdict: "Verdict", of: str) -> str:
    chance = percent(min(getattr(verdict.probabilities, of), _NEVER_CERTAIN))
    if of == "worse" and verdict.differs_by_plan:
        of = "better"  # the sentence is about the arm ahead
    if of != "same":
        return f"probability of being {of} by more than {points(verdict.rope)}: {chance}"
    if verdict.decision == "same":
        return f"probability of a difference within {points(verdict.rope)}: {chance}"
    return f"most probably practically the same (within {points(verdict.rope)}): {chance}"


def _size(verdict: "Verdict", turned: "Estimate | None" = None) -> str:
    """The interval and N; of the estimate the other way round where that is stated."""
    estimate = turned or verdict.estimate
    low, high = _bounds(estimate.low, estimate.high)
    learned = " that learned in both arms" if verdict.of_all_seeds not in (None, verdict.estimate) else ""
    seeds = f"{estimate.num_seeds} seeds{learned}, " if verdict.probabilities else ""
    splits, each = (f"{estimate.num_splits} splits, ", " each") if estimate.num_splits > 1 else ("", "")
    rows = f"{estimate.num_rows:,} test {verdict.noun}{each}"
    return f"95 % interval {low} to {high} points; {splits}{seeds}{rows}"


def _interval(estimate: "Estimate") -> str:
    low, high = _bounds(estimate.low, estimate.high)
    mean = f"{100 * estimate.mean:+.1f}".replace("-", "−")
    return f"{mean} points (95 % interval {low} to {high}; {estimate.num_seeds} seeds)"


def _bounds(*ends: float) -> tuple[str, str]:
    low, high = (f"{100 * value:.1f}".replace("-", "−") for value in ends)
    return low, high


def _seeds(seeds: tuple[int, ...]) -> str:
    return f"{'seed' if len(seeds) == 1 else 'seeds'} {', '.join(map(str, seeds))}"


def _accuracy(difference: float) -> str:
    if abs(difference) < 0.0005:
        return "as accurate as"
    return f"{points(abs(difference))} {'more' if difference > 0 else 'less'} accurate than"


def _capitalized(text: str) -> str:
    return text[0].upper() + text[1:]
