import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.data.uploads import delete_upload, keep_upload, list_uploads
from core.errors import DatasetError


def test_the_same_content_is_kept_once_under_its_own_name(tmp_path: Path):
    first, again = (keep_upload(b"text,label\n", "my reviews (1).csv", tmp_path) for _ in range(2))
    assert first == again
    assert first.name == "my reviews (1).csv"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [first]


def test_other_content_of_the_same_name_is_another_file(tmp_path: Path):
    one, other = keep_upload(b"one", "a.csv", tmp_path), keep_upload(b"other", "a.csv", tmp_path)
    assert (one.read_bytes(), other.read_bytes()) == (b"one", b"other")


@given(st.text(max_size=300))
@example("../../etc/passwd")
@example("..")
@example("C:\\temp\\a.csv")
@example("")
@example("ä" * 200 + ".csv")
def test_no_name_leads_out_of_the_folder(name: str):
    with TemporaryDirectory() as folder:
        kept = keep_upload(b"content", name, Path(folder))
        assert kept.resolve().parent.parent == Path(folder).resolve()
        assert kept.read_bytes() == b"content"


def test_uploads_are_listed_newest_first_without_those_of_other_people(tmp_path: Path):
    first, second = keep_upload(b"1", "a.csv", tmp_path), keep_upload(b"22", "b.csv", tmp_path)
    os.utime(first, (1, 1))
    keep_upload(b"333", "c.csv", tmp_path / "someone-1a2b")
    (second.parent / "unfinished.1.2.b.csv").write_bytes(b"")
    assert [(upload.path, upload.num_bytes) for upload in list_uploads(tmp_path)] == [(second, 2), (first, 1)]
    assert list_uploads(tmp_path / "missing") == []


def test_an_upload_that_a_person_called_unfinished_is_listed(tmp_path: Path):
    kept = keep_upload(b"1", "unfinished.csv", tmp_path)
    assert [upload.path for upload in list_uploads(tmp_path)] == [kept]


def test_an_upload_is_deleted_with_its_folder(tmp_path: Path):
    path = keep_upload(b"1", "a.csv", tmp_path)
    delete_upload(path, tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_nothing_but_an_upload_of_the_folder_is_deleted(tmp_path: Path):
    own, other = tmp_path / "me", tmp_path / "other"
    path = keep_upload(b"1", "a.csv", other)
    own.mkdir()
    for wrong in (path, own / ".." / "other" / path.parent.name / path.name, tmp_path, Path("/etc/passwd")):
        with pytest.raises(DatasetError, match="is not among these uploads"):
            delete_upload(wrong, own)
    assert path.read_bytes() == b"1"
