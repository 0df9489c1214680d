"""Paths that users typed: which file they mean, whether it may be opened, and whether errors may quote it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from core.errors import DatasetError
from core.settings import read_workspace

_HIDDEN = "(not shown: the file is outside the workspace)"
_quotes_everything = ContextVar("quotes_everything", default=False)
_quotes_file = ContextVar("quotes_file", default=True)


def user_path(path: str | None, setting: str = "dataset.path") -> Path:
    """The path that the user meant, with `~` and `~name` as home folders; the file may be missing.

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


def data_file(path: str | None, setting: str = "dataset.path") -> Path:
    """`user_path`, refusing anything but a regular file: a device or a pipe may never end, or may block.

    Raises:
        DatasetError: naming the setting.
    """
    file = user_path(path, setting)
    check_regular(file, setting)
    return file


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; opening any other path reports what is wrong with it."""
    try:
        return path.is_dir()
    except OSError:  # a name too long, a link to itself
        return False


def is_file(path: Path) -> bool:
    """Whether there is such a regular file; likewise."""
    try:
        return path.is_file()
    except OSError:
        return False


def check_regular(path: Path, setting: str = "dataset.path") -> None:
    """Refuse a folder, device, pipe or socket before anything opens it; a missing file passes.

    Raises:
        DatasetError: naming the setting.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return  # opening it reports why
    if not stat.S_ISREG(mode):
        raise DatasetError(
            f"{path} is {_kind(mode)}.",
            f"{setting} must name a regular file.",
            f"Correct {setting}.",
        )


def read_beginning(path: Path, num_bytes: int) -> bytes:
    """The first bytes of a file that is to be read.

    Raises:
        DatasetError: when there is no such file, it cannot be opened, or is no regular one.
    """
    check_regular(path)
    try:
        with path.open("rb") as stream:
            return stream.read(num_bytes)
    except FileNotFoundError:
        raise DatasetError(
            f"There is no file {path}.", "dataset.path must name a file.", "Correct the path or upload the file."
        ) from None
    except OSError as error:
        raise DatasetError(
            f"{path} cannot be read: {error.strerror}.", "dataset.path must name a file.", "Choose another file."
        ) from None


@contextmanager
def quoting_everything() -> Iterator[None]:
    """Let errors quote any file: for the command line, whose user can read these files anyway."""
    token = _quotes_everything.set(True)
    try:
        yield
    finally:
        _quotes_everything.reset(token)


@contextmanager
def quoting_workspace_only() -> Iterator[None]:
    """Let errors quote files of the workspace only: for what is stored with a run, which others may look at."""
    token = _quotes_everything.set(False)
    try:
        yield
    finally:
        _quotes_everything.reset(token)


@contextmanager
def quoting(*paths: Path) -> Iterator[None]:
    """Let errors quote these files only if all lie in the workspace; without a file, they may quote."""
    token = _quotes_file.set(all(map(_is_in_workspace, paths)))
    try:
        yield
    finally:
        _quotes_file.reset(token)


def quote(content: str) -> str:
    """Content of a file for an error: unchanged where it may be shown, else a remark that it is not shown."""
    return content if _quotes_everything.get() or _quotes_file.get() else _HIDDEN


def _is_in_workspace(path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(read_workspace().home.resolve())
    except (OSError, RuntimeError):  # a path too long, a link to itself
        return False


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
