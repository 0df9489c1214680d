"""Text slices: parts of the test texts that a person defines by a word, a pattern, a length or a column of the file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.config import DatasetConfig
from core.data.sources.own_file import column_values
from core.data.text.rules.normalization import normalize
from core.data.text.tokenization import DEFAULT_RULES, tokenize
from core.errors import DatasetError, InputError

Kind = Literal["word", "regex", "length", "column"]
MAX_SLICES = 20
_LENGTH = re.compile(r"(\d{0,9})(-?)(\d{0,9})")
_EXAMPLES = {
    "word": "word=not", "regex": r"regex=(?i)\d+/10", "length": "length=0-10", "column": "column=source=imdb",
}  # fmt: skip


@dataclass(frozen=True)
class TextSlice:
    """A part of the test texts.

    Args:
        value: of `word` a word or words that follow each other, in any case, as the tokenizer `words` cuts them; of
            `regex` a regular expression of RE2; of `length` the fewest and the most words, such as 0-10, 50- or 7; of
            `column` NAME=VALUE of your own file.
    """

    kind: Kind
    value: str

    def __str__(self) -> str:
        return f"{self.kind}={self.value}"


def parse_slices(lines: Iterable[str]) -> tuple[TextSlice, ...]:
    """The slices of these lines, each once; empty lines are left out.

    Raises:
        InputError: naming the first line that is no slice, or when there are too many.
    """
    slices = tuple(dict.fromkeys(parse_slice(line) for line in lines if line.strip()))
    if len(slices) > MAX_SLICES:
        raise InputError(
            f"There are {len(slices)} slices.", f"At most {MAX_SLICES} are compared at once.", "Leave some out."
        )
    return slices


def parse_slice(text: str) -> TextSlice:
    """A slice as a person writes it, such as `word=not`.

    Raises:
        InputError: when it is none.
    """
    name, _, value = text.strip().partition("=")
    kind = next((kind for kind in get_args(Kind) if kind == name.strip()), None)
    if kind is None or not value:
        raise InputError(
            f"{text.strip()!r} is no slice.",
            f"A slice is a word, a pattern, a length or a column: {', '.join(_EXAMPLES.values())}.",
            "Correct it, or leave it out.",
        )
    one = TextSlice(kind, value)
    if kind == "word" and not tokenize(value):
        raise _invalid(one, "It must have a letter or a digit")
    if kind == "length":
        _limits(one)
    if kind == "regex":
        _matches(one, [""])
    if kind == "column" and not value.partition("=")[0]:
        raise _invalid(one, "It must name a column and a value")
    return one


def members(one: TextSlice, test_rows: pd.DataFrame, dataset: DatasetConfig) -> np.ndarray:
    """Which test texts are in a slice, (n,) bool.

    Args:
        test_rows: as `slice_features` returns them, n rows.
        dataset: where a column is read from.

    Raises:
        InputError: when the file has changed, or the data are no file with columns.
        DatasetError: when the file cannot be read or has no such column.
    """
    texts = test_rows["text"].tolist()
    if one.kind == "word":
        return _with_word(tokenize(one.value), texts)
    if one.kind == "regex":
        return _matches(one, texts)
    if one.kind == "length":
        fewest, most = _limits(one)
        return test_rows["num_words"].between(fewest, most).to_numpy(bool)
    return _with_value(one, test_rows, dataset)


def _with_word(words: Sequence[str], texts: Sequence[str]) -> np.ndarray:
    """Which texts have these words one after the other."""

    def has_words(text: str) -> bool:
        normalized = text.lower() if text.isascii() else normalize(text, DEFAULT_RULES)
        if not all(word in normalized for word in words):
            return False  # to tokenize a text takes much longer
        tokens = tokenize(text)
        starts = range(len(tokens) - len(words) + 1)
        return any(tokens[start : start + len(words)] == list(words) for start in starts)

    return np.fromiter(map(has_words, texts), bool, len(texts))


def _matches(one: TextSlice, texts: Sequence[str]) -> np.ndarray:
    """Which texts a regular expression matches; RE2's time is linear in the text, whatever the expression is."""
    try:
        return pc.match_substring_regex(pa.array(texts, pa.string()), one.value).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, UnicodeError) as error:
        reason = str(error).removeprefix("Invalid regular expression: ")
        raise _invalid(one, f"It must be a regular expression of RE2, without look-around ({reason})") from None


def _limits(one: TextSlice) -> tuple[int, float]:
    match = _LENGTH.fullmatch(one.value.replace(" ", ""))
    if match is None or not (match[1] or match[3]):
        raise _invalid(one, "It must be a number of words or a range")
    fewest = int(match[1] or 0)
    most = int(match[3]) if match[3] else np.inf if match[2] else fewest
    if most < fewest:
        raise _invalid(one, "The first number must not be larger than the second one")
    return fewest, most


def _with_value(one: TextSlice, test_rows: pd.DataFrame, dataset: DatasetConfig) -> np.ndarray:
    name, _, value = one.value.partition("=")
    if dataset.name != "file":
        raise InputError(
            f"{one} needs your own file, and the runs read {dataset.name}.", "Only your own file has further columns.",
            "Use a word, a pattern or a length.",
        )  # fmt: skip
    frame = column_values(dataset, name, test_rows["row"].tolist())
    if frame is None or frame["text"].tolist() != test_rows["text"].tolist():
        raise DatasetError(
            "The file has changed since the runs read it.", "A column is read from the same rows.",
            "Restore the earlier file, or use a word, a pattern or a length.",
        )  # fmt: skip
    return (frame["value"].str.strip() == value.strip()).to_numpy(bool)


def _invalid(one: TextSlice, expected: str) -> InputError:
    return InputError(f"{str(one)!r} is no slice.", f"{expected}.", f"Write for example {_EXAMPLES[one.kind]}.")
