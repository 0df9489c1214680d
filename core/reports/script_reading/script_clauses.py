"""What the Keras script needs to make the clauses of `text.augmentation` as the run made them."""

from collections.abc import Sequence
from typing import Any

from core.config.parts.text_config import Augmentation
from core.data.tables.sentiment_classes import sentiment_numbers
from core.data.text.augmentation import clauses, frames, strong_words, turns
from core.reports.script_reading.script_file import literal


def clause_values(class_names: Sequence[str], kind: Augmentation) -> dict[str, Any]:
    """The values that the template `clauses.py.jinja` reads.

    Args:
        class_names: of the data, in the order of their numbers.
        kind: of the clauses.
    """
    chances = clauses.CHANCES[kind]
    lists = {
        "NOUNS": frames.NOUNS, "SUBJECTS": frames.SUBJECTS, "DEGREES": frames.DEGREES, "TAILS": frames.TAILS,
        "CONTRASTS": frames.CONTRASTS, "LISTS": frames.LISTS, "ORDERS": frames.ORDERS, "ENDS": frames.ENDS,
        "WORDS_BEFORE": strong_words.WORDS_BEFORE,
    }  # fmt: skip
    pairs: dict[str, Sequence[tuple[str, str]]] = {
        "VERBS": frames.VERBS, "PHRASES": frames.PHRASES, "DOUBLES": frames.DOUBLES, "REPORTS": frames.REPORTS,
    }  # fmt: skip
    if chances.turn:
        lists |= {"OPENINGS": turns.OPENINGS, "TURNS": turns.TURNS}
        pairs |= {"REACTIONS": turns.REACTIONS, "HOPES": turns.HOPES, "ECHOES": turns.ECHOES, "DENIALS": turns.DENIALS}
    names = list(pairs)
    own_lists = [name for name in lists if name not in ("ENDS", "WORDS_BEFORE")]
    return {
        "own_lists": [", ".join(part) for part in (own_lists[:7], own_lists[7:]) if part],
        "own_pairs": [" + ".join(part) for part in (names[:4], names[4:]) if part],
        "frame_lists": [(name, [literal(item) for item in items]) for name, items in lists.items()],
        "frame_pairs": list(pairs.items()),
        "chances": chances,
        "least_share": strong_words.LEAST_SHARE,
        "least_score": strong_words.LEAST_SCORE,
        "least_texts": strong_words.LEAST_TEXTS,
        "shortest": strong_words.SHORTEST,
        "max_words": strong_words.MAX_WORDS,
        "positive": sentiment_numbers(class_names)[1],
    }
