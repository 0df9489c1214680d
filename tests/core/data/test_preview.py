import subprocess
from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig
from core.data import preview
from core.data.sources import load
from core.data.tables.columns import Columns
from core.data.text_profile import profile
from core.errors import DatasetError


@pytest.fixture
def config(tiny_config: RunConfig) -> RunConfig:
    return tiny_config


def test_another_process_reads_what_this_one_would(config: RunConfig):
    here, there = preview.read(config), preview.preview_dataset(config)
    assert there.columns == here.columns == Columns(("text", "label"), "text", "label")
    assert there.error is None
    assert there.dataset.class_names == here.dataset.class_names
    np.testing.assert_array_equal(there.dataset.labels, here.dataset.labels)
    np.testing.assert_array_equal(there.corpus.places, here.corpus.places)


def test_a_preview_with_the_first_texts_profiles_like_the_whole_data_set(config: RunConfig):
    known, whole = preview.read(config), load(config.dataset)
    assert known.dataset.texts == whole.texts[: preview.NUM_FIRST_TEXTS]
    assert len(whole.texts) > preview.NUM_FIRST_TEXTS
    kept, expected = profile(known.dataset, config, known.corpus), profile(whole, config)
    assert kept.shapes == expected.shapes
    assert kept.warnings == expected.warnings
    assert kept.coverage.equals(expected.coverage)


def test_what_is_wrong_with_the_rows_comes_back_with_the_columns(config: RunConfig, monkeypatch):
    path = Path(config.dataset.path)
    monkeypatch.setenv("BOTHWAYS_HOME", str(path.parent))
    path.write_text("text,label\n" + "\n".join(f"text {number},same" for number in range(20)), encoding="utf-8")
    answer = preview.preview_dataset(config)
    assert isinstance(answer.error, DatasetError)
    assert "every usable row has the label 'same'" in answer.error.problem
    assert answer.columns.names == ("text", "label")
    assert answer.dataset is None


def test_a_file_that_is_no_table_has_no_columns(config: RunConfig):
    Path(config.dataset.path).write_bytes(b"")
    answer = preview.read(config)
    assert answer.columns is None
    assert "empty" in str(answer.error)


@pytest.mark.parametrize(
    ("status", "said", "told"),
    [
        (-9, b"", "killed by the signal SIGKILL. It needs memory"),
        (1, b"Traceback\n  File\nImportError: no module\n", "it said: ImportError: no module."),
        (3, b"", "it said: nothing, with the status 3."),
    ],
)
def test_a_process_that_dies_is_told_with_its_reason(config: RunConfig, monkeypatch, status, said, told):
    died = subprocess.CompletedProcess([], status, stdout=b"", stderr=said)
    monkeypatch.setattr(preview.subprocess, "run", lambda *_, **__: died)
    with pytest.raises(DatasetError) as caught:
        preview.preview_dataset(config)
    assert told in str(caught.value)
    assert ("memory" in str(caught.value)) == (status < 0)


def test_a_path_that_cannot_be_one_is_in_the_answer(config: RunConfig):
    impossible = config.dataset.model_copy(update={"path": "~nosuchuser/own.csv"})
    answer = preview.read(config.model_copy(update={"dataset": impossible}))
    assert "cannot be a path" in answer.error.problem
