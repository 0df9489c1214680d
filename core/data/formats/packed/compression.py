"""Compression: the one file in a gzip, zip, bz2 or xz file, decompressed in pieces to a temporary file."""

import bz2
import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

from core.data.formats.packed.magic import Compression
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.paths import quote

LARGEST = 4_000_000_000  # bytes of what is decompressed
_PIECE = 1 << 20
_ENDINGS = {"gzip": ".gz", "zip": ".zip", "bz2": ".bz2", "xz": ".xz"}
_NAMES: dict[Compression, str] = {"gzip": "gzip", "zip": "zip", "bz2": "bzip2", "xz": "xz"}
_OPEN: dict[str, Callable[[Path], Any]] = {"gzip": gzip.open, "bz2": bz2.open, "xz": lzma.open}
_WORKBOOK = "xl/workbook.xml"
# What zipfile raises for sizes, names, methods and passwords that make no sense is of all of these.
_DAMAGE = (
    EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile, RuntimeError, ValueError, struct.error,
)  # fmt: skip


@contextmanager
def decompressed(path: Path, compression: Compression, member: str | None = None) -> Iterator[Path]:
    """The file in a compressed one, until the end of the `with` statement.

    Args:
        member: the file of a zip archive to read; without it, the only one.

    Raises:
        DatasetError: when the file is damaged, has a password, is larger than 4 GB, or when an archive has several
            files or none.
    """
    with TemporaryDirectory(prefix="bothways-") as folder:
        if compression == "zip":
            with _opened_zip(path) as archive:
                info = _member(archive, path.name, member)
                target = Path(folder) / (PurePosixPath(info.filename).name or path.stem)
                with _explaining_damage(path.name, compression):
                    if info.flag_bits & 1:
                        raise _password_error(path.name)
                    with archive.open(info) as stream:
                        _copy(cast(BinaryIO, stream), target, path.name)
        else:
            target = Path(folder) / _inner_name(path, compression)
            with _explaining_damage(path.name, compression), _OPEN[compression](path) as stream:
                _copy(stream, target, path.name)
        yield target


def is_workbook(path: Path) -> bool:
    """Whether a zip archive is an Excel workbook, which stays as it is."""
    with _opened_zip(path) as archive:
        return _WORKBOOK in archive.namelist()


def too_large_error(name: str) -> DatasetError:
    """The error for what would not fit into memory."""
    return DatasetError(
        f"{name} has more than {LARGEST / 1e9:g} GB of data.",
        f"Up to {LARGEST / 1e9:g} GB are read.",
        "Split it into several files, or keep only the columns that are needed.",
    )


def check_zip_sizes(path: Path) -> None:
    """Refuse an archive that another library will decompress, if it is damaged or too large, whatever it declares.

    Raises:
        DatasetError: saying which.
    """
    with _opened_zip(path) as archive, _explaining_damage(path.name, "zip"):
        if sum(info.file_size for info in archive.infolist()) > LARGEST:
            raise too_large_error(path.name)
        if archive.testzip() is not None:  # a size that is declared too small has a wrong checksum
            raise zipfile.BadZipFile


def _member(archive: zipfile.ZipFile, name: str, member: str | None) -> zipfile.ZipInfo:
    infos = {info.filename: info for info in archive.infolist() if _is_data(info)}
    if member is not None and member in infos:
        return infos[member]
    expected = f"Its files are {listed(infos)}." if infos else "A zip archive has one file with a table or with texts."
    if member is not None and len(infos) != 1:
        hint = "Set dataset.sheet to one of them, or leave it empty if there is only one."
        raise DatasetError(f"{name} has no file {quote(repr(member))}.", expected, hint)
    if len(infos) > 1:
        hint = "Set dataset.sheet to one of them, or upload that file alone."
        raise DatasetError(f"{name} has {len(infos):,} files.", expected, hint)
    if not infos:
        raise DatasetError(f"{name} has no file in it.", expected, "Choose another file.")
    return next(iter(infos.values()))


def _is_data(info: zipfile.ZipInfo) -> bool:
    """Whether it is neither a folder nor what macOS adds to archives."""
    path = PurePosixPath(info.filename)
    return not info.is_dir() and path.parts[0] != "__MACOSX" and path.name != ".DS_Store"


def _inner_name(path: Path, compression: Compression) -> str:
    ending = _ENDINGS[compression]
    return path.name[: -len(ending)] if path.name.lower().endswith(ending) and path.stem else path.name


def _copy(stream: BinaryIO, target: Path, name: str) -> None:
    num_bytes = 0
    with target.open("wb") as copy:
        while piece := stream.read(_PIECE):
            if (num_bytes := num_bytes + len(piece)) > LARGEST:
                raise too_large_error(name)
            try:
                copy.write(piece)
            except OSError as error:
                raise DatasetError(
                    f"{name} cannot be decompressed ({error.strerror}).",
                    "Its content is kept in a temporary file while it is read.",
                    "Free disk space, or decompress it yourself.",
                ) from None


@contextmanager
def _opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    with _explaining_damage(path.name, "zip"):
        archive = zipfile.ZipFile(path)
    with archive:
        yield archive


@contextmanager
def _explaining_damage(name: str, compression: Compression) -> Iterator[None]:
    try:
        yield
    except (*_DAMAGE, OSError) as error:
        is_cut = isinstance(error, EOFError) or "end-of-stream" in str(error)
        raise DatasetError(
            f"{name} is a {_NAMES[compression]} file that {'ends too early' if is_cut else 'is damaged'}.",
            "All of it must be readable.",
            "Download or copy the file again." if is_cut else "Compress or copy the file again.",
        ) from None


def _password_error(name: str) -> DatasetError:
    return DatasetError(
        f"{name} has a password.", "Only files without a password can be read.", "Save it without a password."
    )
