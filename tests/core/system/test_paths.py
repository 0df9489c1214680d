import os
from pathlib import Path

import pytest

from core.config import DatasetConfig
from core.data import sources
from core.data.tables.text_table import read_csv
from core.errors import DatasetError, InputError
from core.system.paths import quoting_everything, user_path

IMPOSSIBLE = ["~nosuchuser/x.csv", "/tmp/a\0b.csv", "/tmp/\ud800.csv"]


def test_a_tilde_is_the_home_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/somewhere")
    assert user_path("~/own.csv") == Path("/somewhere/own.csv")
    assert user_path("data/own.csv") == Path("data/own.csv")


@pytest.mark.parametrize("path", IMPOSSIBLE)
def test_what_cannot_be_a_path_is_named_with_its_setting(path):
    with pytest.raises(DatasetError, match=r"text\.file is .* cannot be a path") as caught:
        user_path(path, "text.file")
    assert "Correct text.file" in caught.value.hint


@pytest.mark.parametrize("name", ["file", "sentiment140", "imdb", "mnist"])
@pytest.mark.parametrize("path", [*IMPOSSIBLE, ".", "x" * 5000])
def test_no_source_lets_an_impossible_path_through(name, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # an empty folder
    with pytest.raises(DatasetError):
        sources.load(DatasetConfig(name=name, path=path))


def test_what_a_source_reads_is_listed_with_the_word_index_beside_it(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    own = DatasetConfig(name="imdb", path="/data/own.npz")
    assert sources.files(own) == (Path("/data/own.npz"), Path("/data/imdb_word_index.json"))
    kept = tmp_path / "datasets"
    assert sources.files(DatasetConfig(name="imdb")) == (kept / "imdb.npz", kept / "imdb_word_index.json")
    assert sources.files(DatasetConfig(name="mnist")) == (kept / "mnist.npz",)
    assert sources.files(DatasetConfig(name="file", path="/data/own.csv")) == (Path("/data/own.csv"),)
    assert sources.files(DatasetConfig(name="digits")) == ()


SECRET = "key-5f3a"


@pytest.fixture
def workspace_elsewhere(tmp_path, monkeypatch):
    """A workspace that the test's files are not in."""
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path / "home"))


HOSTILE = [
    f"PASSWORD={SECRET}\n",
    f"{SECRET},{SECRET}\n",
    f"{SECRET},{SECRET}\na,b,c\n",
    f"text,label\n{SECRET},{SECRET}\nother,{SECRET}\n",
    "text,label\n" + "".join(f"text {number},{SECRET}{number}\n" for number in range(60)),
    "text,label\n" + "".join(f"text {number},{SECRET}{number % 2}\n" for number in range(5)),
    f'text,label\n"{SECRET},1\n',
    f"polarity,text\n{SECRET},a tweet\n",
]


def _error_of(name: str, path: Path, **settings) -> str:
    config = DatasetConfig(name=name, path=str(path), **settings)
    with pytest.raises(DatasetError) as caught:
        sources.split(sources.load(config), config, 0.3)
    return str(caught.value)


@pytest.mark.parametrize("name", ["file", "sentiment140", "imdb", "mnist"])
@pytest.mark.usefixtures("workspace_elsewhere")
@pytest.mark.parametrize("content", HOSTILE)
def test_an_error_never_quotes_a_file_outside_the_workspace(name, content, tmp_path):
    path = tmp_path / "outside.csv"
    path.write_text(content, encoding="utf-8")
    assert SECRET not in _error_of(name, path)


@pytest.mark.usefixtures("workspace_elsewhere")
def test_an_error_quotes_an_upload_and_on_the_command_line_any_file(tmp_path, monkeypatch):
    path = tmp_path / "outside.csv"
    path.write_text(f"text,label\na,{SECRET}\nb,{SECRET}\n", encoding="utf-8")
    assert "(not shown: the file is outside the workspace)" in _error_of("file", path)
    with quoting_everything():
        assert SECRET in _error_of("file", path)
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path))
    assert SECRET in _error_of("file", path)


def test_a_link_out_of_the_workspace_does_not_make_a_file_quotable(tmp_path, monkeypatch):
    (tmp_path / "outside.csv").write_text(HOSTILE[0], encoding="utf-8")
    (tmp_path / "home").mkdir()
    link = tmp_path / "home" / "inside.csv"
    link.symlink_to(tmp_path / "outside.csv")
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path / "home"))
    assert SECRET not in _error_of("file", link)


@pytest.mark.usefixtures("workspace_elsewhere")
def test_a_table_to_score_is_not_quoted_either(tmp_path):
    path = tmp_path / "outside.csv"
    path.write_text(f"{SECRET},other\na,b\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_csv(path, text_column="no such column")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["file", "sentiment140", "imdb", "mnist"])
def test_what_is_no_regular_file_is_refused_before_it_is_opened(name, tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert f"{pipe} is a pipe. dataset.path must name a regular file." in _error_of(name, pipe)
    assert "is a device" in _error_of(name, Path("/dev/zero"))
    assert "is a folder" in _error_of(name, tmp_path)


def test_a_pipe_to_score_is_refused(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(DatasetError, match="is a pipe"):
        read_csv(pipe)
