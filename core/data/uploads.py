"""Uploaded files, stored in the workspace so that training processes can read them later."""

import hashlib
import re
from pathlib import Path

from core.system.files import write_whole

_UNSAFE = re.compile(r"[^\w.() -]+")
_MAX_NAME = 80


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


def _safe_name(name: str) -> str:
    plain = _UNSAFE.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")[-_MAX_NAME:]
    return plain or "upload.csv"
