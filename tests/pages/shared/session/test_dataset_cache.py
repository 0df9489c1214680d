"""How long previews of datasets stay cached."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig
from core.data import preview
from core.data.sources.downloaded import mnist
from core.data.sources.downloaded.npz import read_arrays
from core.errors import DatasetError
from core.runs.jobs import preview_job
from pages.shared.access import listening
from pages.shared.session import dataset_cache


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    for function in (dataset_cache._preview, dataset_cache._profile, dataset_cache._sample_images):
        function.clear()


@pytest.fixture
def imdb(tmp_path: Path) -> RunConfig:
    """Keras' file with 40 reviews of two words each, without its word index."""
    arrays = {}
    for part in ("train", "test"):
        arrays[f"x_{part}"] = np.array([*([1, 2 + number % 2] for number in range(40)), None], dtype=object)[:-1]
        arrays[f"y_{part}"] = np.arange(40) % 2
    np.savez(tmp_path / "imdb.npz", **arrays)
    return RunConfig().with_settings(["dataset.name=imdb", f"dataset.path={tmp_path / 'imdb.npz'}"])


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[RunConfig]:
    read: list[RunConfig] = []
    monkeypatch.setattr(
        preview_job, "preview_dataset", lambda jobs, config, **_: read.append(config) or preview.read(config)
    )
    return read


def test_a_word_index_added_next_to_the_file_fixes_the_error_at_once(imdb: RunConfig):
    assert "Put imdb_word_index.json" in dataset_cache.preview(imdb).error.hint
    with pytest.raises(DatasetError, match=r"imdb_word_index\.json cannot be read"):
        dataset_cache.profile(imdb)
    index = Path(imdb.dataset.path).with_name("imdb_word_index.json")
    index.write_text(json.dumps({"film": 1, "good": 2, "bad": 3}), encoding="utf-8")
    assert dataset_cache.preview(imdb).error is None
    assert dataset_cache.profile(imdb).shapes


def test_an_error_is_cached_for_one_rerun_only(imdb: RunConfig, monkeypatch: pytest.MonkeyPatch):
    read = count_reads(monkeypatch)
    for _ in range(3):
        assert dataset_cache.preview(imdb).error
    assert len(read) == 1
    monkeypatch.setattr(dataset_cache, "ERROR_SECONDS", 0)
    assert dataset_cache.preview(imdb).error
    assert len(read) == 2


def test_a_preview_stays_cached_until_its_file_changes(reviews_csv: Path, monkeypatch: pytest.MonkeyPatch):
    read = count_reads(monkeypatch)
    monkeypatch.setattr(dataset_cache, "ERROR_SECONDS", 0)
    monkeypatch.setattr(dataset_cache, "STAND_IN_SECONDS", 0)
    config = RunConfig().with_settings(["dataset.name=file", f"dataset.path={reviews_csv}"])
    assert dataset_cache.preview(config) is dataset_cache.preview(config)
    assert len(read) == 1
    os.utime(reviews_csv, (1, 1))
    dataset_cache.preview(config)
    assert len(read) == 2


def test_stand_in_data_are_replaced_when_the_network_is_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    config = RunConfig().with_settings(["dataset.name=mnist", "dataset.num_rows=300", "model.head=softmax"])
    read = count_reads(monkeypatch)

    def refuse(name: str) -> Path:
        raise DatasetError(f"{name} could not be downloaded.", "A network connection is needed.", "Connect.")

    monkeypatch.setattr(mnist, "download", refuse)
    assert dataset_cache.preview(config).dataset.stand_in
    assert dataset_cache.preview(config).dataset.stand_in
    assert len(read) == 1
    random = np.random.default_rng(0)
    arrays = {}
    for part in ("train", "test"):
        arrays[f"x_{part}"] = random.integers(0, 256, (300, 28, 28), dtype=np.uint8)
        arrays[f"y_{part}"] = np.arange(300) % 10
    np.savez(tmp_path / "mnist.npz", **arrays)
    assert read_arrays(tmp_path / "mnist.npz", ("y_test",))["y_test"].shape == (300,)
    monkeypatch.setattr(mnist, "download", lambda name: tmp_path / name)
    monkeypatch.setattr(dataset_cache, "STAND_IN_SECONDS", 0)
    assert not dataset_cache.preview(config).dataset.stand_in
    assert len(read) == 2


def test_a_file_downloaded_by_a_run_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    config = RunConfig().with_settings(["dataset.name=mnist", "model.head=softmax"]).dataset
    before = dataset_cache._files_version(config)
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "mnist.npz").touch()
    assert before == (None,)
    assert dataset_cache._files_version(config) != before


@pytest.mark.parametrize("path", ["~nosuchuser/x.csv", "/tmp/a\0b.csv", "/", "x" * 5000])
def test_an_impossible_path_is_an_error_of_the_preview(path: str):
    preview_of_path = dataset_cache.preview(RunConfig.from_dict({"dataset": {"name": "file", "path": path}}))
    assert isinstance(preview_of_path.error, DatasetError)


@pytest.mark.parametrize("is_of_this_machine", [True, False])
def test_errors_quote_files_of_this_machine_to_its_own_users_alone(imdb, monkeypatch, is_of_this_machine):
    quoted: list[bool] = []

    def preview_dataset(jobs: object, config: RunConfig, *, quotes_files: bool) -> preview.DatasetPreview:
        quoted.append(quotes_files)
        return preview.read(config)

    monkeypatch.setattr(preview_job, "preview_dataset", preview_dataset)
    monkeypatch.setattr(listening, "listens_on_loopback", lambda: is_of_this_machine)
    dataset_cache.preview(imdb)
    assert quoted == [is_of_this_machine]
