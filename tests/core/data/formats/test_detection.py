import json

import pytest

from core.config import FileSettings
from core.data.formats.detection import detect_format
from core.errors import DatasetError

OBJECT = '{"text": "A film, to remember", "label": 1}'


def detect(path, **settings):
    return detect_format(path, FileSettings(**settings)).format


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("text,label\na,1\n", "csv"),
        ("", "csv"),
        ("\n \n", "csv"),
        (f"{OBJECT}\n{OBJECT}\n", "json_lines"),
        (f"\ufeff\n{OBJECT}\r\n\r\n{OBJECT}", "json_lines"),
        ("{'text': 'a'}\n{'text': 'b'}\n", "json_lines"),
        (f"{OBJECT}\n" * 20 + '{"text": "cut', "json_lines"),
        (f'{{"text": "{"x" * 40_000}"}}\n' * 2, "json_lines"),
        (OBJECT, "json"),
        (f"[{OBJECT},\n{OBJECT}]", "json"),
        (json.dumps([{"text": "a"}], indent=2), "json"),
        (json.dumps({"text": {"0": "a"}}, indent=2), "json"),
        ('  ["a", "b"]', "json"),
        ('[{"text": "' + "x" * 100_000 + '"}]', "json"),
        ("[deleted],1\n[removed],0\n", "csv"),
        ("{name},{value}\n{a},{b}", "csv"),
        ("lovely superb day\ndreary cold night\n", "lines"),
        ("__label__a good\n__label__b bad\n", "lines"),
        (b"PAR1 and more", "parquet"),
        (b"ARROW1\0\0", "parquet"),
        (b"\xd0\xcf\x11\xe0", "excel"),
    ],
)
def test_the_content_decides_whatever_the_name_ends_in(write, content, expected):
    assert detect(write(content, "a.csv")) == expected
    assert detect(write(content, "a.parquet")) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_content_decides_in_any_encoding(write, encoding):
    assert detect(write(f"{OBJECT}\n{OBJECT}\n".encode(encoding))) == "json_lines"
    assert detect(write("schön und gut\nnicht so gut\n".encode(encoding))) == "lines"


def test_a_chosen_format_comes_first(write):
    path = write("lovely superb day\ndreary cold night\n")
    assert [detect(path, format=name) for name in ("csv", "json", "parquet")] == ["csv", "json", "parquet"]
    assert detect(write("text,label\na,1\n"), format="lines") == "lines"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n", "a PNG image"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x80\x04\x95", "a pickle, which could run code"),
        (bytes(257) + b"ustar", "a tar archive"),
    ],
)
def test_what_holds_no_table_is_named(write, content, kind):
    with pytest.raises(DatasetError, match=f"own.csv is {kind}"):
        detect(write(content))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"There is no file .*absent\.csv"):
        detect(tmp_path / "absent.csv")
