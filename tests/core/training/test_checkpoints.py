import pytest

from core.system.files import write_whole
from core.training.checkpoints import (
    best_weights_path,
    checkpoint_path,
    is_whole,
    latest_epoch,
    record_checkpoint,
    remove_checkpoints,
    usable_epochs,
)


def write(folder, *epochs: int, best: int = 1) -> None:
    for epoch in epochs:
        checkpoint_path(folder, epoch).write_text(f"state {epoch}")
    best_weights_path(folder, best).write_text(f"weights {best}")


def test_the_latest_epoch_is_the_highest_number_not_the_last_name(tmp_path):
    assert latest_epoch(tmp_path) is None
    write(tmp_path, 2, 9, 10)
    assert latest_epoch(tmp_path) == 10


def test_the_two_newest_checkpoints_and_their_best_weights_are_kept(tmp_path):
    write(tmp_path, 1, 2, 3, best=1)
    write(tmp_path, best=2)
    (tmp_path / "log.txt").touch()
    record_checkpoint(tmp_path, {2})
    kept = {"checkpoint-2.keras", "checkpoint-3.keras", "best-2.weights.h5", "checkpoints.json", "log.txt"}
    assert {path.name for path in tmp_path.iterdir()} == kept
    assert list(usable_epochs(tmp_path)) == [3, 2]


@pytest.mark.parametrize("change", ["cut", "exchanged", "missing"])
def test_a_checkpoint_that_is_not_the_recorded_one_is_not_used(tmp_path, change):
    write(tmp_path, 1, 2)
    record_checkpoint(tmp_path, {1})
    path = checkpoint_path(tmp_path, 2)
    if change == "missing":
        path.unlink()
    else:
        path.write_text("stat" if change == "cut" else "state 1")
    assert list(usable_epochs(tmp_path)) == [1]
    assert not is_whole(path)


def test_a_checkpoint_that_was_not_recorded_yet_is_used(tmp_path):
    write(tmp_path, 1)
    record_checkpoint(tmp_path, {1})
    write(tmp_path, 2)
    assert list(usable_epochs(tmp_path)) == [2, 1]
    (tmp_path / "checkpoints.json").write_text("{")
    assert list(usable_epochs(tmp_path)) == [2, 1]


def test_the_best_weights_of_version_0_2_0_are_used_until_there_are_others(tmp_path):
    earlier = tmp_path / "best.weights.h5"
    earlier.touch()
    assert best_weights_path(tmp_path, 3) == earlier
    (tmp_path / "best-3.weights.h5").touch()
    assert best_weights_path(tmp_path, 3).name == "best-3.weights.h5"


def test_removing_all_keeps_other_files(tmp_path):
    write(tmp_path, 1, best=1)
    (tmp_path / "log.txt").touch()
    record_checkpoint(tmp_path, {1})
    (tmp_path / "best.weights.h5").touch()
    remove_checkpoints(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["log.txt"]


def test_a_checkpoint_that_is_being_written_is_not_one_yet(tmp_path):
    write(tmp_path, 3)

    def look(target):
        target.touch()
        assert latest_epoch(tmp_path) == 3

    write_whole(look, checkpoint_path(tmp_path, 4))
    assert latest_epoch(tmp_path) == 4
