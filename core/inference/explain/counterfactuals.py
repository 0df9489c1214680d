"""Counterfactuals: a text with small edits, and how each edit changes the prediction."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.config import TextRules
from core.data.text.tokenization import DEFAULT_RULES, typed_words, word_places
from core.inference.explain.attribution import log_odds, target_class
from core.inference.scorer import Scorer

_NEGATION = "not"


@dataclass(frozen=True)
class Counterfactual:
    """The prediction for an edited text, and its difference from that for the original.

    Args:
        text: the edited text.
        label: the class of the numbers: the second of two classes, or the predicted class of the original.
        verdict: the predicted class of the edited text.
        probability: of `label`, for the edited text.
        probability_change: that minus the probability for the original.
        log_odds_change: the same difference in log-odds.
    """

    text: str
    label: str
    verdict: str
    probability: float
    probability_change: float
    log_odds_change: float


def delete(text: str, place: int, rules: TextRules = DEFAULT_RULES) -> str:
    """Delete a word with the space after it, or the last word with the space before it; no other words are joined.

    Args:
        place: of the word, from 0, among those of `word_places`, as in all edits.
        rules: how the text is cut, as in all edits.

    Raises:
        IndexError: when the text has no such word, as all edits do.
    """
    start, end = word_places(text, rules)[place]
    before, after = text[:start], text[end:]
    shorter = before + after.removeprefix(" ") if after else before.removesuffix(" ")
    words = typed_words(text, rules)
    del words[place]
    return _first_with(words, (shorter, before + after, f"{before} {after}"), rules)


def swap(text: str, place: int, rules: TextRules = DEFAULT_RULES) -> str:
    """Swap a word and the next one; the characters between them stay.

    Raises:
        IndexError: when the text has no such word or no next one.
    """
    places, words = word_places(text, rules), typed_words(text, rules)
    (start, end), (next_start, next_end) = places[place], places[place + 1]
    words[place : place + 2] = words[place + 1], words[place]
    parts = (text[:start], text[next_start:next_end], text[end:next_start], text[start:end], text[next_end:])
    return _first_with(words, ("".join(parts), " ".join(filter(None, parts))), rules)


def negate(text: str, place: int, rules: TextRules = DEFAULT_RULES) -> str:
    """Insert "not" before a word, or delete it where it is there already or is the word itself."""
    places, words = word_places(text, rules), typed_words(text, rules)
    start, _ = places[place]
    for at in (place, place - 1):
        if at >= 0 and words[at].lower() == _NEGATION:
            return delete(text, at, rules)
    words.insert(place, _NEGATION)
    before, after = text[:start], text[start:]
    negated = (f"{before}{_NEGATION} {after}", f"{before} {_NEGATION} {after}")
    inside_word = rules.tokenizer == "subwords" and bool(before) and not before[-1].isspace()
    return _first_with(words, negated[::-1] if inside_word else negated, rules)


def replace(text: str, place: int, new: str, rules: TextRules = DEFAULT_RULES) -> str:
    """Replace a word."""
    start, end = word_places(text, rules)[place]
    words = typed_words(text, rules)
    words[place : place + 1] = typed_words(new, rules)
    before, after = text[:start], text[end:]
    return _first_with(words, (before + new + after, f"{before} {new} {after}"), rules)


def _first_with(words: Sequence[str], texts: Sequence[str], rules: TextRules) -> str:
    """The first of these texts that has these words: an edit must not join words without a space.

    Where none has, it is the last; of subwords the first, as what is joined is cut again in another way.
    """
    otherwise = texts[0] if rules.tokenizer == "subwords" else texts[-1]
    return next((text for text in texts if typed_words(text, rules) == words), otherwise)


def tree(bases: Sequence[int]) -> list[tuple[int, ...]]:
    """A tree of edits from top to bottom: for each text the path to it from the original.

    Args:
        bases: the text that each edit was applied to: 0 is the original, 1 the first edit; only earlier ones.

    Returns:
        Paths in the order of the tree, edits of one text by number; the last number of a path is that of the text.
    """
    paths: list[tuple[int, ...]] = [(0,)]
    for number, base in enumerate(bases, start=1):
        paths.append((*paths[base], number))
    return sorted(paths)


def score_counterfactuals(scorer: Scorer, original: str, edited: Sequence[str]) -> tuple[Counterfactual, ...]:
    """The predictions for edited texts beside that for the original, all scored in one call.

    Raises:
        RunStateError: when the network reads images or sequences.
    """
    encoded = scorer.encode([original, *edited])
    logits, probabilities = scorer.logits_of(encoded), scorer.probabilities_of(encoded)
    place = target_class(scorer, logits[0])
    odds, of_label = log_odds(logits, place, scorer.has_label_sets).tolist(), probabilities[:, place].tolist()
    verdicts = scorer.verdicts(probabilities)
    return tuple(
        Counterfactual(text, scorer.class_names[place], verdict, probability, probability - of_label[0], own - odds[0])
        for text, verdict, probability, own in zip(edited, verdicts[1:], of_label[1:], odds[1:], strict=True)
    )
