from pathlib import Path

import pytest

from core import datasets
from core.config import DatasetConfig
from core.datasets.paths import user_path
from core.errors import DatasetError

IMPOSSIBLE = ["~nosuchuser/x.csv", "/tmp/a\0b.csv", "/tmp/\ud800.csv"]


def test_a_tilde_is_the_home_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/somewhere")
    assert user_path("~/own.csv") == Path("/somewhere/own.csv")
    assert user_path("data/own.csv") == Path("data/own.csv")


@pytest.mark.parametrize("path", IMPOSSIBLE)
def test_what_cannot_be_a_path_is_named_with_its_setting(path):
    with pytest.raises(DatasetError, match=r"text\.file is .* cannot be a path") as caught:
        user_path(path, "text.file")
    assert "Correct text.file" in caught.value.mend


@pytest.mark.parametrize("name", ["csv", "sentiment140", "imdb", "mnist"])
@pytest.mark.parametrize("path", [*IMPOSSIBLE, "/", "x" * 5000])
def test_no_source_lets_an_impossible_path_through(name, path):
    with pytest.raises(DatasetError):
        datasets.load(DatasetConfig(name=name, path=path))


def test_what_a_source_reads_is_listed_with_the_word_index_beside_it(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    own = DatasetConfig(name="imdb", path="/data/own.npz")
    assert datasets.files(own) == (Path("/data/own.npz"), Path("/data/imdb_word_index.json"))
    kept = tmp_path / "datasets"
    assert datasets.files(DatasetConfig(name="imdb")) == (kept / "imdb.npz", kept / "imdb_word_index.json")
    assert datasets.files(DatasetConfig(name="mnist")) == (kept / "mnist.npz",)
    assert datasets.files(DatasetConfig(name="csv", path="/data/own.csv")) == (Path("/data/own.csv"),)
    assert datasets.files(DatasetConfig(name="digits")) == ()
