import pytest

from core.checkpoints import best_weights_path, checkpoint_path, latest_epoch, remove_checkpoints, write_whole


def test_the_latest_epoch_is_the_highest_number_not_the_last_name(tmp_path):
    assert latest_epoch(tmp_path) is None
    for epoch in (2, 9, 10):
        checkpoint_path(tmp_path, epoch).touch()
    assert latest_epoch(tmp_path) == 10


def test_removing_before_an_epoch_keeps_that_epoch_and_the_best_weights(tmp_path):
    for path in (checkpoint_path(tmp_path, 1), checkpoint_path(tmp_path, 2), best_weights_path(tmp_path)):
        path.touch()
    remove_checkpoints(tmp_path, before=2)
    assert latest_epoch(tmp_path) == 2
    assert best_weights_path(tmp_path).exists()
    assert not checkpoint_path(tmp_path, 1).exists()


def test_removing_all_keeps_other_files(tmp_path):
    for path in (checkpoint_path(tmp_path, 1), best_weights_path(tmp_path), tmp_path / "log.txt"):
        path.touch()
    remove_checkpoints(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["log.txt"]


def test_a_write_that_breaks_off_leaves_the_earlier_file_and_no_checkpoint(tmp_path):
    path = checkpoint_path(tmp_path, 3)
    path.write_text("whole")

    def break_off(target):
        target.write_text("ha")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(break_off, path)
    with pytest.raises(KeyboardInterrupt):
        write_whole(break_off, checkpoint_path(tmp_path, 4))
    assert path.read_text() == "whole"
    assert latest_epoch(tmp_path) == 3
