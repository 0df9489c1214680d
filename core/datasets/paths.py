"""Paths: the one way from what a person typed to a file of this machine."""

import os
from pathlib import Path

from core.errors import DatasetError


def user_path(path: str | None, setting: str = "dataset.path") -> Path:
    """The path as a person meant it, with `~` and `~name` as their home folders; whether it is there is not asked.

    Raises:
        DatasetError: naming the setting, when no file of this machine can have that path.
    """
    try:
        expanded = Path(path or "").expanduser()
        if b"\0" in os.fsencode(expanded):
            raise ValueError("it holds a NUL character")
    except (RuntimeError, ValueError) as error:
        raise DatasetError(
            f"{setting} is {path!r}, which cannot be a path ({str(error).rstrip('.')}).",
            "It must name a file of this machine.",
            f"Correct {setting}, for example to the full path from / on.",
        ) from None
    return expanded
