import sys
from typing import ClassVar

import pandas as pd
import pyarrow as pa
import pytest

from core.config import DatasetConfig
from core.data.formats.typed.hugging_face import folder_files
from core.data.sources import own_file
from core.errors import DatasetError

ROWS = pd.DataFrame({"text": [f"good film {n}" if n % 2 else f"bad film {n}" for n in range(20)], "label": [0, 1] * 10})


def load(path, **settings):
    return own_file.load(DatasetConfig(name="file", path=str(path), **settings))


def save_arrow(path, frame):
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    with pa.OSFile(str(path), "wb") as stream, pa.ipc.new_stream(stream, table.schema) as file:
        file.write_table(table)


def test_a_folder_of_save_to_disk_is_read_with_all_its_shards(tmp_path):
    for number in range(2):
        save_arrow(tmp_path / "reviews" / f"data-0000{number}-of-00002.arrow", ROWS[number * 10 : number * 10 + 10])
    save_arrow(tmp_path / "reviews" / "cache-1234.arrow", ROWS)
    dataset = load(tmp_path / "reviews")
    assert dataset.texts == ROWS["text"].tolist()
    assert dataset.notes[0] == "Read as Parquet, 20 rows."


def test_train_is_read_of_several_splits_unless_another_is_chosen(tmp_path):
    save_arrow(tmp_path / "train" / "data-00000-of-00001.arrow", ROWS)
    save_arrow(tmp_path / "test" / "data-00000-of-00001.arrow", ROWS[:12])
    assert len(load(tmp_path).texts) == 20
    assert load(tmp_path, sheet="test").notes[0] == "Read as Parquet, split 'test', 12 rows."
    with pytest.raises(DatasetError, match=r"has no split 'dev'\. Its splits are 'test', 'train'"):
        load(tmp_path, sheet="dev")


def test_shards_of_the_hub_are_of_the_split_in_their_name(tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("train-00000-of-00002", "train-00001-of-00002-0a1b", "validation-00000-of-00001"):
        ROWS.to_parquet(tmp_path / "data" / f"{name}.parquet")
    assert folder_files(tmp_path)[0] == "train"
    assert len(folder_files(tmp_path, "train")[1]) == 2
    assert len(folder_files(tmp_path, "validation")[1]) == 1


def test_splits_without_a_train_must_be_chosen(tmp_path):
    for name in ("a", "b"):
        ROWS.to_parquet(tmp_path / f"{name}.parquet")
    with pytest.raises(DatasetError, match=r"has several splits\. Its splits are 'a', 'b'"):
        folder_files(tmp_path)


def test_a_folder_without_files_of_a_data_set_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="folder without a Parquet or Arrow file"):
        load(tmp_path)


def test_a_name_on_the_hub_needs_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(DatasetError, match="pip install datasets"):
        load("hf://stanfordnlp/imdb")


def test_a_name_on_the_hub_is_read_from_the_files_of_its_cache(tmp_path, monkeypatch):
    save_arrow(tmp_path / "cached.arrow", ROWS)

    class Split:
        cache_files = ({"filename": str(tmp_path / "cached.arrow")},)

    class Datasets:
        names: ClassVar[list[str]] = []

        def load_dataset(self, name):
            self.names.append(name)
            if name == "absent":
                raise ConnectionError
            return {"train": Split()}

    monkeypatch.setitem(sys.modules, "datasets", Datasets())
    assert len(load("hf://stanfordnlp/imdb").texts) == 20
    assert Datasets.names == ["stanfordnlp/imdb"]
    with pytest.raises(DatasetError, match=r"absent cannot be loaded from the Hub \(ConnectionError\)"):
        load("hf://absent")
