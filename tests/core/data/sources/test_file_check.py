import pandas as pd
import pytest

from core.config import RunConfig
from core.data import sources
from core.data.sources import file_check
from core.data.sources.file_check import check_file
from core.errors import DatasetError

ROWS = "text,label\n" + "".join(f"some text {row},{row % 2}\n" for row in range(40))


def config_of(path, **settings) -> RunConfig:
    return RunConfig.from_dict({"dataset": {"name": "file", "path": str(path), **settings}})


def test_a_small_file_is_read_and_divided(write):
    dataset = check_file(config_of(write(ROWS)))
    assert dataset is not None
    assert dataset.class_names == ("0", "1")
    with pytest.raises(DatasetError, match="training part"):
        check_file(config_of(write(ROWS), test_size=0.999))


def test_of_a_large_file_the_beginning_is_read(write, monkeypatch):
    monkeypatch.setattr(file_check, "_WHOLE", 100)
    assert check_file(config_of(write(ROWS), classes="9: x")) is None
    with pytest.raises(DatasetError, match="only one column"):
        check_file(config_of(write("text\n" + "some text\n" * 40)))


def test_a_folder_beside_a_large_test_file_is_opened(write, tmp_path, monkeypatch):
    monkeypatch.setattr(file_check, "_WHOLE", 100)
    (tmp_path / "folder").mkdir()
    frame = pd.DataFrame({"text": ["a", "b"], "label": ["0", "1"]})
    frame.to_parquet(tmp_path / "folder" / "train.parquet")
    assert check_file(config_of(tmp_path / "folder", test_path=str(write(ROWS)))) is None


def test_of_a_large_folder_the_beginning_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(file_check, "_WHOLE", 100)
    (tmp_path / "folder" / "data").mkdir(parents=True)
    file = tmp_path / "folder" / "data" / "train.parquet"
    pd.DataFrame({"text": ["a", "b"], "label": ["0", "0"]}).to_parquet(file)
    config = config_of(tmp_path / "folder")  # whose one class is known only when all of it is read
    assert check_file(config) is None
    assert sources.files(config.dataset) == (tmp_path / "folder", file)


def test_sources_without_a_file_are_not_read():
    assert check_file(RunConfig()) is None
    assert check_file(RunConfig.from_dict({"dataset": {"name": "imdb"}})) is None


def test_a_required_file_that_is_not_chosen_is_asked_for():
    with pytest.raises(DatasetError, match=r"dataset\.path"):
        check_file(RunConfig.from_dict({"dataset": {"name": "sentiment140"}}))
