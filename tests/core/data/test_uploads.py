from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from core.data.uploads import keep_upload


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
