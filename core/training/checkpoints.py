"""The files that a run resumes from: its newest checkpoint and its best weights."""

from pathlib import Path


def checkpoint_path(folder: Path, epoch: int) -> Path:
    """The file of the whole state of training after `epoch`."""
    return folder / f"checkpoint-{epoch}.keras"


def best_weights_path(folder: Path) -> Path:
    """The file of the weights of the best epoch so far."""
    return folder / "best.weights.h5"


def latest_epoch(folder: Path) -> int | None:
    """The number of the newest epoch with a checkpoint; None without one."""
    return max((int(path.stem.removeprefix("checkpoint-")) for path in folder.glob("checkpoint-*.keras")), default=None)


def remove_checkpoints(folder: Path, before: int | None = None) -> None:
    """Delete the checkpoints and the best weights; with `before`, only the checkpoints of earlier epochs."""
    for path in folder.glob("checkpoint-*.keras"):
        if before is None or int(path.stem.removeprefix("checkpoint-")) < before:
            path.unlink(missing_ok=True)
    if before is None:
        best_weights_path(folder).unlink(missing_ok=True)
