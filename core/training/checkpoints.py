"""The files an unfinished run goes on from: its newest checkpoint and its best weights."""

from pathlib import Path


def checkpoint_path(folder: Path, epoch: int) -> Path:
    """Where the whole state of training after `epoch` is kept."""
    return folder / f"checkpoint-{epoch}.keras"


def best_weights_path(folder: Path) -> Path:
    """Where the weights of the best epoch so far are kept."""
    return folder / "best.weights.h5"


def latest_epoch(folder: Path) -> int | None:
    """Number of the newest epoch that has a checkpoint, or None."""
    return max((int(path.stem.removeprefix("checkpoint-")) for path in folder.glob("checkpoint-*.keras")), default=None)


def remove_checkpoints(folder: Path, before: int | None = None) -> None:
    """Drop what only an unfinished run needs; with `before`, only the checkpoints of earlier epochs."""
    for path in folder.glob("checkpoint-*.keras"):
        if before is None or int(path.stem.removeprefix("checkpoint-")) < before:
            path.unlink(missing_ok=True)
    if before is None:
        best_weights_path(folder).unlink(missing_ok=True)
