"""Wording: the sentences about a comparison as a whole: what rules out a verdict, and what was left out."""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.comparison.comparability.environments import differing_processors, differing_versions, uneven_versions
from core.comparison.presentation.verdict_wording import verdict_sentence
from core.data.text.tokenization import rules_of
from core.evaluation.baselines.baseline_store import (
    BASELINE,
    BOTH_WINDOWS,
    FUTURE_WINDOW,
    MAJORITY,
    PAST_WINDOW,
    TAGGERS,
    UNIGRAM,
    data_key,
)
from core.evaluation.tagging.windowed_tagger import SIZE
from core.runs.study.search_wording import choice_sentences
from core.system.environment import package_name
from core.system.formatting import percent, points

if TYPE_CHECKING:  # they load SciPy, which takes longer than a page may
    from core.comparison.comparability import Confound
    from core.comparison.comparison import Comparison, Note
    from core.comparison.verdicts import Verdict
    from core.comparison.verdicts.forward_limit import ForwardLimit
    from core.config import RunConfig
    from core.runs.run import Run


_TOKENS = {"characters": ("character", "characters"), "subwords": ("subword", "subwords")}

_READ_BY_TAGGERS = {
    MAJORITY: "no word", UNIGRAM: "the word alone", PAST_WINDOW: f"the word and {SIZE} before it",
    FUTURE_WINDOW: f"the word and {SIZE} after it", BOTH_WINDOWS: f"the word and {SIZE} on each side",
}  # fmt: skip


def token_nouns(config: "RunConfig") -> tuple[str, str]:
    """What the tokenizer of a run makes of texts, one and many: words unless it cuts them finer."""
    return _TOKENS.get(rules_of(config).tokenizer, ("word", "words"))


def headed_sentence(verdict: "Verdict") -> str:
    """The sentence of a verdict below its headline, which says already what is undecided."""
    return re.sub(r"\bUndecided: (\w)", lambda match: match[1].upper(), verdict_sentence(verdict))


def limit_sentence(limit: "ForwardLimit") -> str:
    """What it means that every network of an arm is more accurate than any forward network can be."""
    networks = "the network" if limit.num_networks == 1 else f"the least accurate of {limit.num_networks} networks"
    return (
        f"No forward network can be right at more than {percent(limit.ceiling, 1)} of the steps in the long run, since "
        f"it has not read the later values (by simulation). With {limit.subject}, {networks} is right at "
        f"{percent(limit.accuracy, 1)} (95 % interval from {percent(limit.low, 1)}; {limit.num_rows:,} test "
        "sequences). No seed of a forward network can close that gap."
    )


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


def split_sentence(comparison: "Comparison") -> str | None:
    """Which training sets the intervals hold for, by the number of splits; None without a verdict."""
    from core.evaluation.statistics.splits import MIN_SPLITS  # loads SciPy, as a comparison has done already

    if not comparison.verdicts:
        return None
    seed, number = comparison.first.config.dataset.seed, len(comparison.splits)
    if number == 1:
        return (
            f"All runs share one split of the data (dataset.seed {seed}), so the intervals hold for this split: they "
            "cover other seeds and other test rows, not other training sets."
        )
    if number < MIN_SPLITS:
        return (
            f"The runs have {number} splits of the same rows (dataset.seed {seed}), so the intervals hold for these "
            f"{number} training sets: they cover other seeds and other test rows. {MIN_SPLITS} splits or more would "
            "cover other training sets too."
        )
    return (
        f"The runs have {number} splits of the same rows (dataset.seed {seed}): the intervals cover other training "
        "sets drawn from these rows, other seeds and other test rows."
    )


def search_sentences(comparison: "Comparison") -> tuple[str, ...]:
    """With which budget the arms of the study were searched, and what was chosen; empty without a search."""
    return choice_sentences(comparison.study.plan) if comparison.study else ()


def one_split_sentence(comparison: "Comparison") -> str | None:
    """Which split a panel is about that needs test rows that all runs share; None where there is only one."""
    if len(comparison.splits) < 2:
        return None
    first, number = comparison.splits[0], len(comparison.splits)
    return f"Split {first} only, one of {number}: each split has test {comparison.noun} of its own."


def region_sentence(comparison: "Comparison") -> str | None:
    """That the region of equivalence is another one than was planned; None where it is not."""
    study = comparison.study
    if study is None or math.isclose(study.plan.rope, comparison.rope, abs_tol=1e-9):
        return None
    return (
        f"The region of practical equivalence is {points(comparison.rope)}, but {points(study.plan.rope)} was planned: "
        "it was changed after training, so a decision may fit the results that were seen."
    )


def baseline_sentence(comparison: "Comparison") -> str | None:
    """The test accuracy of the best baseline beside that of the best arm, then the other's; None without a baseline."""
    if not comparison.baselines or not comparison.arms:
        return None
    arms = comparison.first_split.arm_metrics
    best = arms.iloc[int(arms["test_accuracy"].argmax())]
    (name, accuracy), *others = sorted(comparison.baseline_accuracies.items(), key=lambda one: -one[1])
    gap = 100 * (accuracy - best["test_accuracy"])
    size = "the same as" if abs(gap) < 0.05 else f"{abs(gap):.1f} points {'more' if gap > 0 else 'less'} than"
    split = f" of split {comparison.splits[0]}" if len(comparison.splits) > 1 else ""
    also = "".join(f"; the {other} ({_inputs(other, comparison)}) on {100 * share:.1f} %" for other, share in others)
    decided = "tokens" if name in TAGGERS else comparison.noun
    return (
        f"The {name} ({_inputs(name, comparison)}) is right on {100 * accuracy:.1f} % of the test "
        f"{decided}{split}, {size} the best arm, {best['name']}{also}.{_whose_tokens(comparison)}"
    )


def _inputs(name: str, comparison: "Comparison") -> str:
    """What a baseline reads: the tokens of the run that it was fitted for."""
    if name in _READ_BY_TAGGERS:
        return _READ_BY_TAGGERS[name]
    if comparison.noun != "texts":
        return "pixels"
    token, tokens = token_nouns(_fitted_for(comparison)[1].config)
    if name == BASELINE:
        return f"{tokens} and {token} pairs of whole texts"
    return "1- to 3-grams of whole texts" if token == "word" else f"1- to 3-grams of the {tokens} of whole texts"


def tokens_of(comparison: "Comparison") -> str:
    """What the tokenizer of the baselines, and of the features of test texts, makes: words, characters or subwords."""
    return token_nouns(_fitted_for(comparison)[1].config)[1]


def _whose_tokens(comparison: "Comparison") -> str:
    """Which arm's tokenizer the baselines have, where arms have different ones."""
    of_arms = {rules_of(arm.runs[0].config).tokenizer for arm in comparison.arms}
    if comparison.noun != "texts" or len(of_arms) == 1:
        return ""
    arm, run = _fitted_for(comparison)
    return f" It cuts texts as {arm} does (text.tokenizer={run.config.text.tokenizer})."


def _fitted_for(comparison: "Comparison") -> "tuple[str, Run]":
    """The arm, and a run of it, whose rows and tokenizer the baselines have."""
    key = next((one.key for one in comparison.baselines.values()), "")
    runs = [(arm.name, run) for arm in comparison.arms for run in arm.runs]
    fitted = ((arm, run) for arm, run in runs if data_key(run.config, str(run.data.get("fingerprint"))) == key)
    return next(fitted, runs[0])


def confounded_sentence(runs: Sequence["Run"]) -> str:
    """That runs which differ in more than their architecture get no verdict."""
    if len({run.config.model.direction for run in runs}) == 1:
        return "No verdict: these runs have the same direction and differ in other settings that may cause the gap."
    return "No verdict: these runs differ in more than their architecture, and that may cause the gap."


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
        case "unpaired_split":
            ids = ", ".join(run.run_id for run in note.runs)
            return f"Left out, because not every arm has a tested run of their split: {ids}."
        case "no_fingerprint":
            ids = ", ".join(run.run_id for run in note.runs)
            return f"Whether {ids} used the same examples cannot be checked: no fingerprint of the data is stored."
        case "no_shared_rows":
            return "The runs share no test row, so they cannot be compared."
        case "near_duplicates":  # the runs of one split have the same number
            most = max(note.runs, key=lambda run: run.data["near_duplicates"] / run.metrics["num_test"])
            return most.near_duplicates_note
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
