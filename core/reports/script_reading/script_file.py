"""ScriptFile: how a Keras script reads a CSV file with pandas, so that its rows are those of the run."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.data.reading import Reading
from core.errors import RunStateError

_BUNDLE = "Export the model bundle instead."


@dataclass(frozen=True)
class ScriptFile:
    """A CSV file as it was read, in the words of pandas."""

    reading: Reading = field(default_factory=lambda: Reading(encoding="utf-8", delimiter=","))

    @property
    def encoding(self) -> str:
        """The codec of the file as a Python literal."""
        return literal(self.reading.encoding)

    @property
    def has_header(self) -> bool:
        """Whether the first row names the columns."""
        return self.reading.has_header

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns as Python literals, where the file has no header."""
        return () if self.has_header else tuple(map(literal, self.reading.columns))

    @property
    def arguments(self) -> Iterator[str]:
        """What pandas needs to know to read the file, beside its path and names."""
        reading = self.reading
        yield f"sep={literal(reading.delimiter)}"
        yield f"encoding={self.encoding}"
        if reading.is_damaged:
            yield 'encoding_errors="replace"'
        if not reading.quotechar:
            yield "quoting=3"
        elif reading.quotechar != '"':
            yield f"quotechar={literal(reading.quotechar)}"
        if reading.escapechar:
            yield f"escapechar={literal(reading.escapechar)}"
        if reading.skipinitialspace:
            yield "skipinitialspace=True"
        if reading.skiprows:
            yield f"skiprows={reading.skiprows}"
        if not self.has_header:
            yield "header=None"
        if not reading.has_row_names:
            yield "index_col=False"

    def positions(self) -> tuple[str, ...]:
        """The positions of the columns of texts and labels, where their names are ambiguous.

        Raises:
            RunStateError: when one of them has the row names, which are no column for pandas.
        """
        reading = self.reading
        if not reading.renamed or not self.has_header:
            return ()
        places = [reading.columns.index(column or "") for column in (reading.text_column, reading.label_column)]
        if reading.has_row_names and 0 in places:
            raise RunStateError(
                "The texts or labels of this run are the row names of its file.",
                "The script reads the file with pandas, where row names are no column.",
                f"Give the column a name in the header and train again. {_BUNDLE}",
            )
        return tuple(str(place - reading.has_row_names) for place in places)


def script_file(reading: Reading) -> ScriptFile:
    """How a script reads the file of a run.

    Raises:
        RunStateError: when pandas would not read it as the run did.
    """
    if number := reading.dropped.get("bad_row"):
        raise RunStateError(
            f"{number:,} bad rows of the file were skipped.",
            "The script reads the file with pandas, which skips other rows.",
            f"Fix the rows and train again. {_BUNDLE}",
        )
    has_empty_cells = bool(reading.dropped.get("empty_text") or reading.dropped.get("empty_label"))
    if reading.escapechar and (not reading.quotechar or has_empty_cells):
        raise RunStateError(
            r"The file has the backslash escapes of a database, such as \N for a missing value.",
            "The script reads the file with pandas, which does not know them.",
            f"Save the file as CSV in UTF-8 and train again. {_BUNDLE}",
        )
    return ScriptFile(reading)


def literal(text: str) -> str:
    """A text as a Python literal, with double quotes where that needs no more escapes."""
    quoted = repr(text)
    return f'"{quoted[1:-1]}"' if quoted[0] == "'" and '"' not in text else quoted
