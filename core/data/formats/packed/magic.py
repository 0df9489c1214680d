"""Magic numbers: what a binary file is, by its first bytes."""

from typing import Literal

Compression = Literal["gzip", "zip", "bz2", "xz"]
Binary = Literal["parquet", "arrow", "excel"]

NUM_BYTES = 512
_TAR_AT = 257
_MAGIC: dict[bytes, Compression | Binary] = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # one without a file
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xd0\xcf\x11\xe0": "excel",  # Excel 97 to 2003, and any workbook with a password
}
_NAMES: dict[Compression | Binary, str] = {
    "gzip": "a gzip archive",
    "zip": "a zip archive, or an Excel workbook",
    "bz2": "a bzip2 archive",
    "xz": "an xz archive",
    "parquet": "a Parquet file",
    "arrow": "an Arrow file",
    "excel": "an Excel workbook",
}
_OTHERS = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"{\\rtf": "a document in rich text format",
    b"SQLite format 3\x00": "an SQLite database",
    b"\x93NUMPY": "a NumPy array",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x89HDF": "an HDF5 file",
    b"Obj\x01": "an Avro file",
    **{b"\x80" + bytes([protocol]): "a pickle, which could run code" for protocol in range(2, 6)},
}


def binary_format(start: bytes) -> Compression | Binary | None:
    """What begins with these bytes, if it is a format that can be read; None for text and for all else."""
    return next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), None)


def foreign_kind(start: bytes) -> str:
    """What begins with these bytes, to go on after "is", if it is nothing with a table in it; empty if unknown."""
    if start[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return "a tar archive"
    return next((kind for magic, kind in _OTHERS.items() if start.startswith(magic)), "")


def binary_kind(start: bytes) -> str:
    """What begins with these bytes, to go on after "is", if it is known and no text; empty otherwise."""
    kind = binary_format(start)
    return foreign_kind(start) if kind is None else _NAMES[kind]
