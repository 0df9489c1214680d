"""LabelReading: what was decided about columns, labels and parts of a table, as fields, and the sentences on them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.system.formatting import counted

LabelKind = Literal["words", "numbers", "booleans"]
MOST_LABELS = 50  # that a person would merge, rename or drop one by one
_MOST_NAMED = 5  # classes or columns in one sentence
_KINDS = {
    "id": "ids", "link": "links", "date": "dates", "number": "numbers", "split": "names of sets", "text": "texts",
    "empty": "no value",
}  # fmt: skip
_REASONS = {
    "name": "by its name",
    "longest": "the longest texts",
    "only": "the only one that fits",
    "no_text": "no column has texts",
    "conflicts": "fewest texts with different labels",
    "classes": "fewest different values",
    "trained": "as in training",
}


@dataclass(frozen=True)
class LabelReading:
    """How columns, labels and parts of a table were read; what does not apply keeps its default.

    Args:
        text_column: the column that the texts come from.
        joined_columns: the columns whose cells were joined to one text, instead.
        label_column: the column that the labels come from.
        has_tokens: whether these are columns of tokens and of their tags, which the remarks of a source name.
        text_reason: why the column of texts was guessed, a key of the reasons above; empty where it was chosen.
        label_reason: why the column of labels was guessed.
        other_columns: the kind of each other column that is neither texts nor labels.
        label_choices: the columns that may hold labels, best first, each with `num_classes` and `num_conflicts`, the
            number of texts that have different labels in different rows.
        split_column: the column that says which set a row belongs to.
        parts: rows of the sets that came with the data.
        label_separator: the character between the labels of a text, where a text may have several.
        num_labels: the mean number of labels of a text, where it may have several.
        num_without_label: texts that have none of the labels, where a text may have several.
        proposed_separator: a character that seems to separate several labels, where each text was read with one.
        label_kind: of the labels; numbers that are equal, and booleans in any case, are one class.
        label_counts: rows of each label before `dataset.classes`; none where there are more than `MOST_LABELS`.
        missing_labels: the words that were read as a missing label, with their rows.
        spellings: by class, its other spellings with their rows.
        rare_classes: the classes that were dropped because they have few rows, with these rows.
        is_stratified: whether the draw of `dataset.num_rows` kept the share of each class.
    """

    text_column: str | None = None
    joined_columns: tuple[str, ...] = ()
    label_column: str | None = None
    has_tokens: bool = False
    text_reason: str = ""
    label_reason: str = ""
    other_columns: Mapping[str, str] = field(default_factory=dict)
    label_choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    split_column: str | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    label_separator: str = ""
    num_labels: float | None = None
    num_without_label: int = 0
    proposed_separator: str = ""
    label_kind: LabelKind = "words"
    label_counts: Mapping[str, int] = field(default_factory=dict)
    missing_labels: Mapping[str, int] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rare_classes: Mapping[str, int] = field(default_factory=dict)
    is_stratified: bool = False

    def column_notes(self) -> Iterator[str]:
        """The sentences on columns and parts."""
        if self.joined_columns:
            columns = " and ".join(map(repr, self.joined_columns))
            yield f"Texts are the columns {columns}, joined{_reason(self.text_reason)}{self._labels()}."
        elif self.text_column is not None and not self.has_tokens:
            column = f"{self.text_column!r}{_reason(self.text_reason)}"
            yield f"Texts come from the column {column}{self._labels()}."
        yield from self._other_column_notes()
        if self.parts:
            source = "their own files" if self.split_column is None else f"the column {self.split_column!r}"
            sizes = ", ".join(f"{number:,} for {part}" for part, number in self.parts.items())
            yield f"Rows of the sets, from {source}: {sizes}."

    def label_notes(self) -> Iterator[str]:
        """The sentences on labels and classes."""
        yield from self._label_set_notes()
        if self.missing_labels:
            yield (
                f"Labels read as missing: {_with_numbers(self.missing_labels)}. Set dataset.drop_missing_labels=false "
                "if one of them is a class."
            )
        if self.spellings:
            yield f"{self.spellings_sentence} Set dataset.merge_spellings=false if they are different classes."
        if self.rare_classes:
            yield f"Classes with fewer rows than dataset.min_class_rows: {_with_numbers(self.rare_classes)}."

    @property
    def text_reason_words(self) -> str:
        """Why the column of texts was guessed, such as ` (as in training)`; empty where it was chosen."""
        return _reason(self.text_reason)

    @property
    def spellings_sentence(self) -> str:
        """Which spellings were read as one class; empty where none were."""
        classes = [f"{name!r} also as {_with_numbers(others)}" for name, others in self.spellings.items()]
        return f"Spellings that differ by case or space are one class: {_listed(classes)}." if classes else ""

    def _label_set_notes(self) -> Iterator[str]:
        if self.label_separator and self.num_labels is not None:
            yield (
                f"A text may have several labels, separated by {self.label_separator!r}; on average it has "
                f"{self.num_labels:.2g}."
            )
        if self.num_without_label:
            were = "it was" if self.num_without_label == 1 else "they were"
            texts = counted(self.num_without_label, "text has", "texts have")
            yield f"{texts} none of the labels; {were} kept."
        if self.proposed_separator:
            yield (
                f"The labels seem to be several for a text, separated by {self.proposed_separator!r}; each combination "
                f"was read as one class. Set dataset.label_separator to {self.proposed_separator!r} and model.head to "
                "multi_label to learn each label."
            )

    def _labels(self) -> str:
        if self.label_column is None:
            return ""
        return f", labels from the column {self.label_column!r}{_reason(self.label_reason)}"

    def _other_column_notes(self) -> Iterator[str]:
        others = [
            f"{name!r} ({counted(choice['num_classes'], 'class', 'classes')}{_conflicts(choice['num_conflicts'])})"
            for name, choice in self.label_choices.items()
            if name != self.label_column
        ]
        if self.label_reason and others:
            yield f"Other columns that may hold labels: {_listed(others)}."
        if kinds := [f"{name!r} ({_KINDS.get(kind, kind)})" for name, kind in self.other_columns.items()]:
            yield f"Columns that are not read: {_listed(kinds)}."
        splits = [name for name, kind in self.other_columns.items() if kind == "split"]
        if splits and not self.parts:
            yield (
                f"The column {splits[0]!r} seems to name the set of each row. Set dataset.split_column to it to keep "
                "these sets; they are split at random otherwise."
            )


def _reason(reason: str) -> str:
    return f" ({_REASONS[reason]})" if reason in _REASONS else ""


def _conflicts(number: int) -> str:
    return f", {counted(number, 'text', 'texts')} with different labels" if number else ""


def _with_numbers(numbers: Mapping[str, int]) -> str:
    return _listed(f"{name!r} ({number:,})" for name, number in numbers.items())


def _listed(parts: Iterable[str]) -> str:
    all_parts = list(parts)
    more = len(all_parts) - _MOST_NAMED
    return ", ".join(all_parts) if more <= 0 else f"{', '.join(all_parts[:_MOST_NAMED])} and {more:,} more"
