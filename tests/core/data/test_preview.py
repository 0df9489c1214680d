from pathlib import Path

import pytest

from core.config import RunConfig
from core.config.assignments import assign
from core.data import preview
from core.data.sources import load
from core.data.text.text_profile import profile
from core.errors import DatasetError


@pytest.fixture
def config(tiny_config: RunConfig) -> RunConfig:
    return tiny_config


def test_a_preview_with_the_first_texts_profiles_like_the_whole_data_set(config: RunConfig):
    known, whole = preview.read(config), load(config.dataset)
    assert known.dataset.texts == whole.texts[: preview.NUM_FIRST_TEXTS]
    assert len(whole.texts) > preview.NUM_FIRST_TEXTS
    kept, expected = profile(known.dataset, config, known.corpus), profile(whole, config)
    assert kept.shapes == expected.shapes
    assert kept.warnings == expected.warnings
    assert kept.coverage.equals(expected.coverage)


def test_other_rules_are_another_reading_but_another_length_is_not(config: RunConfig):
    assert preview.to_read(config.with_settings(["text.tokenizer=keras"])) != preview.to_read(config)
    assert preview.to_read(config.with_settings(["text.maxlen=7"])) == preview.to_read(config)


def test_what_is_wrong_with_the_rows_comes_back_with_the_columns(config: RunConfig, monkeypatch):
    path = Path(config.dataset.path)
    monkeypatch.setenv("BOTHWAYS_HOME", str(path.parent))
    path.write_text("text,label\n" + "\n".join(f"text {number},same" for number in range(20)), encoding="utf-8")
    answer = preview.read(config)
    assert isinstance(answer.error, DatasetError)
    assert "every usable row has the label 'same'" in answer.error.problem
    assert answer.columns.names == ("text", "label")
    assert answer.dataset is None


def test_a_file_that_is_no_table_has_no_columns(config: RunConfig):
    Path(config.dataset.path).write_bytes(b"")
    answer = preview.read(config)
    assert answer.columns is None
    assert "empty" in str(answer.error)


def test_a_path_that_cannot_be_one_is_in_the_answer(config: RunConfig):
    impossible = config.dataset.model_copy(update={"path": "~nosuchuser/own.csv"})
    answer = preview.read(config.model_copy(update={"dataset": impossible}))
    assert "cannot be a path" in answer.error.problem


@pytest.mark.parametrize("last_row", ["s,t\n", "s,t,u\n"], ids=["one class", "bad row"])
def test_what_a_file_leaves_open_comes_with_the_error(config: RunConfig, last_row):
    rows = "".join(f"c{row},{'t' if last_row == 's,t' else f'd{row}'}\n" for row in range(20))
    Path(config.dataset.path).write_text(f"a,b\n{rows}{last_row}", encoding="utf-8")
    answer = preview.read(config)
    assert isinstance(answer.error, DatasetError)
    assert [doubt.setting for doubt in answer.reading.doubts] == ["dataset.header"]


def test_sentences_have_their_columns_and_how_they_were_read(tmp_path, config: RunConfig):
    path = tmp_path / "a.conll"
    path.write_text("\n".join(f"w{place} {'AB'[place % 2]}\n" for place in range(30)), encoding="utf-8")
    settings = [f"dataset.path={path}", "dataset.task=tokens", "model.head=per_step", "train.batching=by_length"]
    answer = preview.read(RunConfig.from_dict(assign(config.to_dict(), settings)))
    assert answer.error is None
    assert (answer.columns.text_column, answer.columns.label_column) == ("column 1", "column 2")
    assert answer.reading.format == "conll"
    assert len(answer.dataset.texts) == preview.NUM_FIRST_TEXTS
