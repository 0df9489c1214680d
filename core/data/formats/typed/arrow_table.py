"""ArrowTable: Parquet files, and files of Arrow, as tables of strings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from core.data.formats.doubt import Doubt
from core.data.formats.packed.compression import LARGEST, too_large_error
from core.data.formats.table_file import Defect, distinct_names
from core.data.formats.typed.cell_values import ColumnBuilder, to_cell
from core.data.reading import Reading
from core.errors import DatasetError
from core.system.paths import quote

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 16_384  # few enough that long texts fit into memory, many enough to be fast


class ArrowTable:
    """Files of Parquet or Arrow with the same columns, read as one table, to be used in a `with` statement.

    Fields of structures are columns named `outer.inner`. Columns of bytes, such as pictures, are left out; nothing in
    a file is unpickled or run.

    Args:
        paths: read one after the other, each a Parquet file or one of Arrow, in its file or its streaming format.

    Raises:
        DatasetError: when a file is damaged or of another format, or has no column that can be read.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = list(paths)
        with record_batches(self._paths[0]) as (schema, _):
            types = list(_flat_types(schema))
            names = distinct_names(name for name, _ in types)
            self._names = [name for name, (_, kind) in zip(names, types, strict=True) if not _holds_bytes(kind)]
        if not self._names:
            raise DatasetError(
                f"{self._paths[0].name} has no column that can be read.",
                "Texts and labels are strings, numbers, dates or lists of these.",
                "Choose another file.",
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    @property
    def column_names(self) -> tuple[str, ...]:
        """A name for each column and each field of a structure."""
        return tuple(self._names)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """None: these formats say what they hold."""
        return ()

    def first_rows(self, number: int) -> list[list[str]]:
        """The cells of the first rows."""
        return self._read(number).frame(self.column_names).head(number).to_numpy().tolist()

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        """All rows as strings; files of these formats have no defect that could be kept."""
        columns = self._read(None if most_rows is None else most_rows + 1)
        names = self.column_names
        return columns.frame(names), Reading(format="parquet", columns=names, num_read=columns.num_rows)

    def _read(self, least_rows: int | None) -> ColumnBuilder:
        """All rows, or the first batches with at least so many."""
        columns, num_bytes = ColumnBuilder(self._paths[0].name), 0
        columns.add_rows({name: [] for name in self._names}, 0)
        for path in self._paths:
            with record_batches(path) as (_, batches):
                for batch in batches:
                    if (num_bytes := num_bytes + batch.nbytes) > LARGEST:
                        raise too_large_error(path.name)
                    columns.add_rows(_cells_of(batch, self._names, path), batch.num_rows)
                    if least_rows is not None and columns.num_rows >= least_rows:
                        return columns
        return columns


@contextmanager
def record_batches(path: Path) -> Iterator[tuple["pa.Schema", Iterable["pa.RecordBatch"]]]:
    """The schema of a file of Parquet or Arrow and its rows in batches, until the end of the `with` statement.

    Raises:
        DatasetError: when the file is damaged or of another format.
    """
    import pyarrow as pa  # loading it takes a third of a second, which only its files need

    try:
        with pa.OSFile(str(path)) as stream:
            start = stream.read(6)
            stream.seek(0)
            if start[:4] == b"PAR1":
                from pyarrow import parquet

                with parquet.ParquetFile(stream) as file:
                    yield file.schema_arrow, file.iter_batches(_ROWS_AT_ONCE)
            elif start == b"ARROW1":
                with pa.ipc.open_file(stream) as file:
                    yield file.schema, (file.get_batch(number) for number in range(file.num_record_batches))
            else:
                with pa.ipc.open_stream(stream) as file:
                    yield file.schema, file
    except (pa.ArrowException, OSError, UnicodeError) as error:  # a damaged file may end too early, or have no names
        raise DatasetError(
            f"{path.name} is damaged, or no Parquet file ({type(error).__name__}).",
            "A Parquet file begins and ends with PAR1.",
            "Write or upload the file again.",
        ) from None


def _flat_types(fields: Iterable["pa.Field"], prefix: str = "") -> Iterator[tuple[str, "pa.DataType"]]:
    import pyarrow as pa

    for field in fields:
        if pa.types.is_struct(field.type) and field.type.num_fields:
            inner = (field.type.field(number) for number in range(field.type.num_fields))
            yield from _flat_types(inner, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}", field.type


def _holds_bytes(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    is_bytes = (
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )
    return is_bytes or any(_holds_bytes(kind.field(number).type) for number in range(kind.num_fields))


def _cells_of(batch: "pa.RecordBatch", names: Sequence[str], path: Path) -> dict[str, list[str]]:
    """The cells of some rows by column."""
    import pyarrow as pa

    table = pa.Table.from_batches([batch])
    while any(pa.types.is_struct(field.type) and field.type.num_fields for field in table.schema):
        table = table.flatten()
    columns = dict(zip(distinct_names(table.schema.names), table.columns, strict=True))
    if missing := [name for name in names if name not in columns]:
        raise DatasetError(
            f"{path.name} has no column {missing[0]!r}.",
            "All files of a folder have the same columns.",
            "Move the file to another folder.",
        )
    return {name: _cells(columns[name], name, path) for name in names}


def _cells(column: "pa.ChunkedArray", name: str, path: Path) -> list[str]:
    import pyarrow as pa

    try:
        return _converted(column)
    except (ValueError, OverflowError, LookupError):  # no UTF-8; a date that Python lacks; an unknown time zone
        try:
            return _converted(column.cast(pa.string()))
        except (ValueError, pa.ArrowException):
            raise DatasetError(
                f"{path.name} has a value in the column {quote(repr(name))} that cannot be read.",
                "Texts are in UTF-8, and dates are of the years 1 to 9999.",
                "Write the file again without that column, or with its values corrected.",
            ) from None


def _converted(column: "pa.ChunkedArray") -> list[str]:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_float32(kind):
        column = column.cast(pa.string())
        kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.fill_null("").to_pylist()
    values: list[Any] = column.to_pylist()
    return [to_cell(value) for value in values]
