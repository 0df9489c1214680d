"""Checksums: the SHA-256 of the files that a finished run left, kept beside them and checked when they are read."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from core.errors import RunStateError
from core.system.files.whole_files import sync, write_json

CHECKSUMS_FILE = "checksums.json"


def write_checksums(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Wait until these files of a folder are on the disk, keep their checksums beside them, and give them by name.

    Files that the folder does not have are left out.
    """
    paths = [folder / name for name in names if (folder / name).is_file()]
    for path in paths:
        sync(path)
    checksums = {path.name: checksum(path) for path in paths}
    write_json(checksums, folder / CHECKSUMS_FILE, indent=2)
    return checksums


def read_checksums(folder: Path) -> Mapping[str, str]:
    """The checksums of a folder by file name; empty where an earlier version wrote its files.

    Raises:
        RunStateError: when they cannot be read.
    """
    try:
        return read_checksum_file(folder / CHECKSUMS_FILE)
    except ValueError:
        raise RunStateError(
            f"The run's {CHECKSUMS_FILE} cannot be read.",
            "It has the SHA-256 of the run's files.",
            "Run `python -m core doctor --repair`, which writes it again from the run store.",
        ) from None


def read_checksum_file(path: Path) -> Mapping[str, str]:
    """The checksums in a file, by the names of other files; empty where there is no such file.

    Raises:
        ValueError: when it is damaged.
    """
    try:
        stat = path.stat()
        return _read(path, stat.st_size, stat.st_mtime_ns)
    except OSError:
        return {}


def checksum(path: Path) -> str:
    """The SHA-256 of a file; computed again when its size or its time of change differ.

    Raises:
        OSError: when it cannot be read.
    """
    stat = path.stat()
    return _checksum(path, stat.st_size, stat.st_mtime_ns)


def check_file(path: Path) -> None:
    """Refuse a file that is not the one whose checksum was kept; without a checksum, or a file, nothing is checked.

    Raises:
        RunStateError: when it was changed, cut or exchanged.
    """
    kept = read_checksums(path.parent).get(path.name)
    if kept is None or not path.is_file():
        return
    if checksum(path) != kept:
        raise RunStateError(
            f"The run's {path.name} has changed since it was trained.",
            f"Its SHA-256 must be the one in {CHECKSUMS_FILE}, {kept[:12]} …",
            "Restore the file from a copy, or train the run again with the same settings.",
        )


@lru_cache(maxsize=4096)
def _checksum(path: Path, size: int, changed_at: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=1024)
def _read(path: Path, size: int, changed_at: int) -> Mapping[str, str]:
    values = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(values, dict):
        raise ValueError("it is no object")
    return {str(name): str(kept) for name, kept in values.items()}
