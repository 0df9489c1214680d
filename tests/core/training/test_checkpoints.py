from core.system.files import write_whole
from core.training.checkpoints import best_weights_path, checkpoint_path, latest_epoch, remove_checkpoints


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


def test_a_checkpoint_that_is_being_written_is_not_one_yet(tmp_path):
    checkpoint_path(tmp_path, 3).touch()

    def look(target):
        target.touch()
        assert latest_epoch(tmp_path) == 3

    write_whole(look, checkpoint_path(tmp_path, 4))
    assert latest_epoch(tmp_path) == 4
