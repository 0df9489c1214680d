"""The files that a run resumes from: its two newest checkpoints and the best weights of each, with their checksums."""

import re
from collections.abc import Iterator
from pathlib import Path

from core.system.files import write_json
from core.system.files.checksums import checksum, read_checksum_file

NUM_KEPT = 2
_CHECKSUMS_FILE = "checkpoints.json"
_EARLIER_BEST = "best.weights.h5"  # of version 0.2.0, which kept the best weights of one checkpoint
_NAME = re.compile(r"(checkpoint|best)-(\d+)\.(keras|weights\.h5)")


def checkpoint_path(folder: Path, epoch: int) -> Path:
    """The file of the whole state of training after `epoch`."""
    return folder / f"checkpoint-{epoch}.keras"


def best_weights_path(folder: Path, epoch: int) -> Path:
    """The file of the weights after `epoch`, which was the best so far."""
    path = folder / f"best-{epoch}.weights.h5"
    earlier = folder / _EARLIER_BEST
    return earlier if earlier.exists() and not path.exists() else path


def latest_epoch(folder: Path) -> int | None:
    """The number of the newest epoch with a checkpoint, whole or not; None without one."""
    return max(_epochs(folder), default=None)


def record_checkpoint(folder: Path, best_epochs: set[int]) -> None:
    """Keep the checksums of the newest checkpoints, and remove what is older.

    Args:
        best_epochs: whose weights the kept checkpoints need.
    """
    kept = sorted(_epochs(folder))[-NUM_KEPT:]
    paths = [checkpoint_path(folder, epoch) for epoch in kept]
    paths += [path for epoch in sorted(best_epochs) if (path := best_weights_path(folder, epoch)).exists()]
    write_json({path.name: checksum(path) for path in paths}, folder / _CHECKSUMS_FILE)
    for path in _files(folder):
        if path not in paths:
            path.unlink(missing_ok=True)


def usable_epochs(folder: Path) -> Iterator[int]:
    """The epochs whose checkpoint is not known to be damaged, newest first."""
    return (epoch for epoch in sorted(_epochs(folder), reverse=True) if is_whole(checkpoint_path(folder, epoch)))


def is_whole(path: Path) -> bool:
    """Whether a file is there and is not another one than its checksum says; one that was just written has none yet."""
    try:
        kept = read_checksum_file(path.with_name(_CHECKSUMS_FILE)).get(path.name)
    except ValueError:  # the checksums are damaged: loading the file shows whether it is, too
        kept = None
    try:
        return path.is_file() and kept in (None, checksum(path))
    except OSError:
        return False


def remove_checkpoints(folder: Path) -> None:
    """Delete the checkpoints, the best weights and their checksums."""
    for path in (*_files(folder), folder / _EARLIER_BEST, folder / _CHECKSUMS_FILE):
        path.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*-*") if _NAME.fullmatch(path.name)]


def _epochs(folder: Path) -> Iterator[int]:
    return (int(path.stem.removeprefix("checkpoint-")) for path in folder.glob("checkpoint-*.keras"))
