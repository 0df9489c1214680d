"""How a Keras script reads a file that is no CSV file, as lines of Python that give the same cells."""

from dataclasses import dataclass

from core.data.formats.typed.hugging_face import is_hub_name
from core.data.reading import Reading
from core.errors import RunStateError
from core.reports.script_reading.script_file import literal
from core.system.paths import user_path

_OPEN = {"": "open", "gzip": "gzip.open", "bz2": "bz2.open", "xz": "lzma.open"}
_MODULES = {"gzip": "gzip", "bz2": "bz2", "xz": "lzma"}
_PANDAS_ENDINGS = {"gzip": ".gz", "bz2": ".bz2", "xz": ".xz", "zip": ".zip"}
_ENDINGS = ".gz, .bz2, .xz or .zip"
_NORMALIZED = "frame = pd.json_normalize(rows).map(as_cell)\n"
_BUNDLE = "Export the model bundle instead."
_AS_CELL = '''

def as_cell(value):
    """A value as the text of a cell."""
    if isinstance(value, (list, tuple)):
        return "|".join(map(as_cell, value))
    if pd.isna(value):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


'''
_AS_CELLS = '''

def as_cells(line):
    """A text, and its labels as fastText writes them."""
    labels, text = [], line.strip()
    while text.startswith("__label__"):
        label, *rest = text.split(maxsplit=1)
        labels.append(label.removeprefix("__label__"))
        text = "".join(rest)
    return text, "|".join(labels)


'''


@dataclass(frozen=True)
class ScriptFormat:
    """How a script reads a file.

    Args:
        lines: that make `frame`, a table of strings; empty where pandas reads the file as CSV.
        modules: of Python that they import.
        packages: that they import, as statements.
        requires: a package that the lines need beside pandas.
    """

    lines: str = ""
    modules: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    requires: str = ""


def script_format(path: str | None, reading: Reading) -> ScriptFormat:
    """How a script reads the file of a run.

    Raises:
        RunStateError: when a script would not read the file as the run did.
    """
    _check(path or "", reading)
    form, start = reading.format or "csv", f"path = {literal(str(user_path(path)))}\n"
    if form == "csv":
        return ScriptFormat()
    if form == "parquet":
        lines = f"{_AS_CELL}{start}rows = parquet.read_table(path).to_pylist()\n{_NORMALIZED}"
        return ScriptFormat(lines, packages=("from pyarrow import parquet",), requires="pyarrow")
    if form == "excel":
        packages = ("from python_calamine import CalamineWorkbook",)
        return ScriptFormat(f"{_AS_CELL}{start}{_sheet_lines(reading)}", packages=packages, requires="python-calamine")
    modules = [_MODULES[reading.compression]] if reading.compression else []
    errors = ', errors="replace"' if reading.is_damaged else ""
    arguments = f'path, "rt", encoding="{reading.encoding}"{errors}'
    opened = f"{start}with {_OPEN[reading.compression]}({arguments}) as file:\n"
    if form == "lines":
        frame = 'frame = pd.DataFrame(map(as_cells, lines), columns=["text", "label"])\n'
        return ScriptFormat(f"{_AS_CELLS}{opened}    lines = list(file)\n{frame}", tuple(modules))
    numbers = 'numbers = {"parse_float": str, "parse_int": str}  # stay as they are written\n'
    rows = "    rows = [json.loads(line, **numbers) for line in file if line.strip()]\n"
    return ScriptFormat(f"{_AS_CELL}{numbers}{opened}{rows}{_NORMALIZED}", (*modules, "json"))


def _check(path: str, reading: Reading) -> None:
    form = reading.format or "csv"
    if form == "json":
        raise _refusal("a JSON document", "Save the data as JSON lines and train on them, or")
    if is_hub_name(path) or (path and user_path(path).is_dir()):
        raise _refusal("a folder or a name on the Hugging Face Hub", "Train on one of its files, or")
    if reading.compression and form in ("parquet", "excel"):
        raise _refusal("a compressed Parquet or Excel file", "Decompress the file and train on it, or")
    if reading.compression == "zip" and (reading.sheet or form != "csv"):
        raise _refusal("a file in a zip archive", "Take the file out of the archive and train on it, or")
    if reading.compression and form == "csv" and not path.endswith(_PANDAS_ENDINGS[reading.compression]):
        raise _refusal("a compressed file with another ending", f"Rename it to end in {_ENDINGS}, train on it, or")
    is_plain = not (reading.renamed or reading.joined_columns or reading.split_column)
    if form != "csv" and not is_plain:
        raise _refusal("columns that are joined, renamed or name sets", "Save the data as CSV and train on it, or")


def _sheet_lines(reading: Reading) -> str:
    names = "rows.pop(0)" if reading.has_header else f"[{', '.join(map(literal, reading.columns))}]"
    return (
        f"sheet = CalamineWorkbook.from_path(path).get_sheet_by_name({literal(reading.sheet)})\n"
        "rows = sheet.to_python()\n"
        f"names = {names}\n"
        "frame = pd.DataFrame(rows, columns=names, dtype=object).map(as_cell)\n"
        'frame = frame.replace(r"^(-?\\d+)\\.0$", r"\\1", regex=True)  # Excel has only floats\n'
    )


def _refusal(kind: str, hint: str) -> RunStateError:
    return RunStateError(
        f"There is no Keras script for {kind}.",
        "Scripts read CSV, JSON lines, Parquet, Excel and lines with labels; text files may be compressed.",
        f"{hint} {_BUNDLE[0].lower()}{_BUNDLE[1:]}",
    )
