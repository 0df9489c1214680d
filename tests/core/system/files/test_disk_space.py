import errno
from types import SimpleNamespace

import pytest

from core.errors import NoSpaceError, StorageError
from core.system.files import disk_space, exporting
from core.system.files.disk_space import check_room, free_bytes, is_scarce, storage_error


@pytest.fixture
def nearly_full(monkeypatch):
    monkeypatch.setattr(disk_space.shutil, "disk_usage", lambda folder: SimpleNamespace(free=500_000))


def test_what_is_free_is_known_of_a_folder_that_does_not_exist_yet(tmp_path):
    assert free_bytes(tmp_path / "new" / "home") > 0


def test_work_that_does_not_fit_is_refused_with_both_numbers(tmp_path, nearly_full):
    check_room(tmp_path, 400_000, "This run")
    assert is_scarce(tmp_path)
    with pytest.raises(NoSpaceError, match=r"This run needs about 70 MB.*0 MB are free"):
        check_room(tmp_path, 70_000_000, "This run")


@pytest.mark.parametrize(
    ("number", "kind", "sentence"),
    [
        (errno.ENOSPC, NoSpaceError, r"The disk is full \(0\.5 MB are free\)"),
        (errno.EDQUOT, NoSpaceError, "The disk is full"),
        (errno.EROFS, StorageError, r"log\.txt cannot be opened for writing"),
        (errno.EACCES, StorageError, "read-only"),
    ],
)
def test_an_error_of_the_system_is_explained_in_a_sentence(tmp_path, nearly_full, number, kind, sentence):
    error = OSError(number, "no", "/home/me/log.txt")
    explained = storage_error(error, tmp_path)
    assert type(explained) is kind
    with pytest.raises(kind, match=sentence):
        raise explained


def test_other_errors_are_left_to_others(tmp_path):
    assert storage_error(OSError(errno.ENOENT, "no"), tmp_path) is None


def test_an_export_to_a_full_disk_says_that_it_is_full(tmp_path):
    with pytest.raises(NoSpaceError, match="deleting runs"), exporting(tmp_path / "report.html"):
        raise OSError(errno.ENOSPC, "No space left on device")
