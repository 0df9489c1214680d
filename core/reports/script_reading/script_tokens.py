"""How a Keras script reads sentences whose tokens have labels: windows of reviews, or a file of CoNLL's columns."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.config import RunConfig, TextRules
from core.data.reading import Reading
from core.data.sources.packaged.punctuation import MARKS
from core.data.sources.packaged.review_windows import NUM_WORDS, ROWS_OF_REVIEW
from core.data.text.rules.given_tokens import token_rules
from core.errors import RunStateError
from core.reports.script_reading.script_file import literal
from core.reports.word_program import word_values
from core.system.paths import user_path

_WINDOWS = ("punctuation", "capitals")
_OF_WINDOWS = TextRules(lower=False)  # words with their capitals, from reviews with HTML


def token_values(config: RunConfig, reading: Reading) -> Mapping[str, Any]:
    """What the template reads for labels of tokens.

    Raises:
        RunStateError: when the data are read in another way, or labels are decoded together.
    """
    dataset = config.dataset
    if config.model.decoding != "independent":
        raise _refusal(
            f"with model.decoding={config.model.decoding}",
            "Scripts choose the label of each token by itself.",
        )
    if config.reset_every:
        raise _refusal("with model.reset_every", "Scripts read a whole sentence without a break.")
    if dataset.name in _WINDOWS:
        values = {"marks": "".join(MARKS.values()), "window_words": NUM_WORDS, "rows_of_review": ROWS_OF_REVIEW}
        return word_values(_OF_WINDOWS) | values | {"windows": dataset.name, "cuts_words": False}
    if dataset.name != "file" or reading.format not in ("conll", "conllu") or reading.compression:
        raise _refusal(
            f"for `{dataset.name}` read as {reading.format}" if dataset.name == "file" else f"for `{dataset.name}`",
            f"Scripts read {', '.join(_WINDOWS)} and uncompressed files of CoNLL's columns or CoNLL-U.",
        )
    changed = {
        "dataset.classes": dataset.classes,
        "dataset.min_class_rows": dataset.min_class_rows > 1,
        "dataset.num_rows": dataset.num_rows,
        "dataset.drop_near_duplicates": dataset.drop_near_duplicates,
        "dataset.on_bad_rows": dataset.on_bad_rows == "skip",
    }
    if chosen := [name for name, value in changed.items() if value]:
        raise _refusal(f"with {chosen[0]}", "Scripts use every sentence of a file with the tags that it has.")
    # A token is normalized as a whole, with emoji apart, and never cut: what other tokenizers than `words` begin with.
    rules = replace(token_rules(config.text), tokenizer="characters")
    paths = [dataset.path or "", *dataset.part_paths.values()]
    columns = [reading.columns.index(name) for name in (reading.text_column or "", reading.label_column or "")]
    return word_values(rules) | {
        "windows": "",
        "cuts_words": False,
        "cuts_into_characters": False,
        "token_paths": [literal(str(user_path(path))) for path in paths],
        "token_encoding": reading.encoding,
        "token_errors": "replace" if reading.is_damaged else "strict",
        "has_ids": reading.format == "conllu",
        "has_header": bool(reading.has_header),
        "num_columns": len(reading.columns),
        "columns": columns,
    }


def _refusal(what: str, expected: str) -> RunStateError:
    return RunStateError(
        f"There is no Keras script for labels of tokens {what}.", expected, "Export the model bundle instead."
    )
