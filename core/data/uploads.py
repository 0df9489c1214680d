"""Uploaded files, stored in the workspace so that training processes can read them later."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import DatasetError
from core.system.files import is_unfinished, write_whole

_UNSAFE = re.compile(r"[^\w.() -]+")
_MAX_NAME = 80


@dataclass(frozen=True)
class Upload:
    """A stored upload.

    Args:
        num_bytes: its size.
        stored_at: when it was stored first, in seconds since 1970.
    """

    path: Path
    num_bytes: int
    stored_at: float


def keep_upload(content: bytes, name: str, folder: Path) -> Path:
    """Save an upload once, however often it is repeated; the file keeps its name inside a folder named by its content.

    Args:
        name: as the browser sent it; anything that could lead outside the folder is removed.
        folder: where uploads are stored.
    """
    target = folder / hashlib.sha256(content).hexdigest()[:16] / _safe_name(name)
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(lambda unfinished: unfinished.write_bytes(content), target)
    return target


def list_uploads(folder: Path) -> list[Upload]:
    """The uploads in a folder, newest first; not those in folders of other people inside it."""
    uploads = []
    for path in folder.glob("*/*"):
        with suppress(OSError):  # removed meanwhile
            if path.is_file() and not is_unfinished(path):
                facts = path.stat()
                uploads.append(Upload(path, facts.st_size, facts.st_mtime))
    return sorted(uploads, key=lambda upload: (-upload.stored_at, upload.path))


def delete_upload(path: Path, folder: Path) -> None:
    """Remove an upload from its folder.

    Raises:
        DatasetError: when it is none of this folder.
    """
    if path not in [upload.path for upload in list_uploads(folder)]:
        raise DatasetError(
            f"{path.name} is not among these uploads.", "Only a stored upload can be deleted.", "Reload the page."
        )
    path.unlink(missing_ok=True)
    with suppress(OSError):  # something else is in there
        path.parent.rmdir()


def _safe_name(name: str) -> str:
    plain = _UNSAFE.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")[-_MAX_NAME:]
    return plain or "upload.csv"
