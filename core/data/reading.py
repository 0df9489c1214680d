"""Reading: what a loader detected, removed and drew, as fields; the notes that people read are made here alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from core.catalog import SOURCES
from core.data.formats.file_reading import FileReading, file_fields, plain_fields
from core.data.tables.label_reading import LabelReading
from core.system.formatting import counted, percent

DropReason = Literal[
    "bad_row", "neutral", "empty_text", "empty_label", "missing_label", "dropped_class", "no_set", "duplicate",
    "near_duplicate", "rare_class",
]  # fmt: skip
_REASONS: dict[DropReason, tuple[str, str]] = {
    "bad_row": ("bad row", "bad rows"),
    "neutral": ("neutral tweet (polarity 2)", "neutral tweets (polarity 2)"),
    "empty_text": ("row with an empty text", "rows with an empty text"),
    "empty_label": ("row with an empty label", "rows with an empty label"),
    "missing_label": ("row with a missing label", "rows with a missing label"),
    "dropped_class": ("row whose label dataset.classes drops", "rows whose label dataset.classes drops"),
    "no_set": ("row without a set in the split column", "rows without a set in the split column"),
    "duplicate": ("duplicate text", "duplicate texts"),
    "near_duplicate": (
        "near-duplicate text (equal but for case, spaces and punctuation)",
        "near-duplicate texts (equal but for case, spaces and punctuation)",
    ),
    "rare_class": ("row of a rare class", "rows of rare classes"),
}

_REASONS_OF_SENTENCES: dict[DropReason, tuple[str, str]] = _REASONS | {
    "dropped_class": (
        "sentence with a label that dataset.classes drops", "sentences with a label that dataset.classes drops",
    ),
    "duplicate": ("duplicate sentence", "duplicate sentences"),
    "near_duplicate": (
        "near-duplicate sentence (equal but for case, spaces and punctuation)",
        "near-duplicate sentences (equal but for case, spaces and punctuation)",
    ),
    "rare_class": ("sentence with a label of a rare class", "sentences with a label of a rare class"),
}  # fmt: skip


@dataclass(frozen=True)
class Reading(FileReading, LabelReading):
    """How a data set was read; what does not apply to its source keeps its default.

    Args:
        dropped: removed rows by reason.
        num_conflicts: texts that have different labels in different rows; the first label was kept.
        num_usable: rows that were left to draw from, where `dataset.num_rows` limits them.
        num_requested: `dataset.num_rows`.
        seed: what the draw was seeded with.
        instead_of: the key of the catalog entry that could not be read, where other data stand in for it.
        problem: why it could not be read, as a sentence.
        remarks: what only this source says, as sentences.
    """

    dropped: Mapping[DropReason, int] = field(default_factory=dict)
    num_conflicts: int = 0
    num_usable: int | None = None
    num_requested: int | None = None
    seed: int | None = None
    instead_of: str = ""
    problem: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def stand_in_note(self) -> str:
        """Why other data stand in and what that means; empty where none do."""
        stand_in = SOURCES[self.instead_of].stand_in if self.instead_of else None
        return f"{self.problem} {stand_in.note}" if stand_in else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """All of it as sentences, a stand-in first."""
        return tuple(filter(None, (self.stand_in_note, *self.other_notes)))

    @property
    def other_notes(self) -> tuple[str, ...]:
        """All of it as sentences, except a stand-in."""
        return (*self.remarks, *self.file_notes(), *self.column_notes(), *self._row_notes())

    @property
    def dropped_rows(self) -> dict[DropReason, str]:
        """The number of removed rows in words, such as `2 duplicate texts`, by reason."""
        reasons = _REASONS_OF_SENTENCES if self.has_tokens else _REASONS
        return {reason: counted(self.dropped[reason], *reasons[reason]) for reason in reasons if reason in self.dropped}

    def _row_notes(self) -> Iterator[str]:
        for reason, rows in self.dropped_rows.items():
            yield f"{rows} {'was' if self.dropped[reason] == 1 else 'were'} removed."
        yield from self.label_notes()
        if self.num_conflicts:
            noun, kept = ("sentence", "labels of the first were") if self.has_tokens else ("text", "first label was")
            texts = f"{noun} has" if self.num_conflicts == 1 else f"{noun}s have"
            yield f"{self.num_conflicts:,} {texts} different labels in different rows; the {kept} kept."
        if self.num_usable is not None and self.num_requested is not None:
            one, several = ("sentence", "sentences") if self.has_tokens else ("usable row", "usable rows")
            if self.num_requested >= self.num_usable:
                usable = counted(self.num_usable, one, several)
                are = "is" if self.num_usable == 1 else "are"
                yield f"The limit num_rows ({self.num_requested:,}) left nothing out: there {are} {usable}."
            else:
                by_class = ", stratified by class" if self.is_stratified else ""
                drawn = f"{self.num_requested:,} of {self.num_usable:,} {several} were drawn"
                yield f"{drawn} with seed {self.seed}{by_class}."

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain types, ready for JSON."""
        return plain_fields(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The reading that `to_dict` was called on."""
        fields: dict[str, Any] = dict(values) | file_fields(values)
        for name in ("remarks", "joined_columns"):
            fields[name] = tuple(fields.get(name, ()))
        return cls(**fields)


def stored_reading(data: Mapping[str, Any]) -> Reading:
    """How a stored run read its data; nothing is known before it has, or of notes that no migration could convert.

    Args:
        data: what the run store holds about the data of the run.
    """
    return Reading.from_dict(data["reading"]) if "reading" in data else Reading()


def stored_notes(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The notes of a stored run's data, from its fields where it has them, and those on its words and clauses."""
    notes = stored_reading(data).notes if "reading" in data else tuple(data.get("notes", ()))
    return (*notes, *data.get("training_notes", ()), *data.get("text_warnings", ()))


def near_duplicates_note(number: int | None, num_test: float | None, can_be_dropped: bool, noun: str = "texts") -> str:
    """How many test texts are near-duplicates of training texts; empty for none, or where unknown.

    Args:
        number: of near-duplicates among `num_test` test texts.
        can_be_dropped: whether `dataset.drop_near_duplicates` has an effect on the source.
        noun: what texts are called, if they are sentences.
    """
    if not number or not num_test:
        return ""
    are = "is a near-duplicate" if number == 1 else "are near-duplicates"
    hint = " The setting drop_near_duplicates removes them." if can_be_dropped else ""
    return (
        f"{number:,} of {num_test:,.0f} test {noun} ({percent(number / num_test, 2)}) {are} of training or validation "
        f"{noun}, equal but for case, spaces and punctuation, which makes the test easier.{hint}"
    )
