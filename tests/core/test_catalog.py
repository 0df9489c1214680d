import json

import pytest

from core import catalog
from core.__main__ import main
from core.config import DatasetConfig, RunConfig
from core.data import preview, sources
from core.data.sources import row_counts
from core.errors import ConfigError, RunStateError
from core.reports.keras_script import keras_script
from core.reports.model_bundle import model_card
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import read_workspace
from core.source import KIND_NOUNS, KIND_TITLES
from tests.support.invented_source import HAIKU


def test_every_entry_names_a_loader_that_can_be_imported():
    for key, source in catalog.SOURCES.items():
        assert callable(sources.loader(DatasetConfig.model_construct(**DatasetConfig().model_dump() | source.dataset)))
        assert catalog.source_key({"source": "imdb"} | source.dataset) == key
        assert source.kind in KIND_TITLES.keys() & KIND_NOUNS.keys()


def test_a_stand_in_is_an_entry_of_the_same_kind():
    for source in catalog.SOURCES.values():
        if source.stand_in:
            assert catalog.SOURCES[catalog.source_key(source.stand_in.dataset)].kind == source.kind


def test_a_name_outside_the_catalog_is_refused_with_the_names_inside():
    with pytest.raises(ConfigError) as caught:
        RunConfig.from_dict({"dataset": {"name": "haiku"}})
    assert caught.value.problem == "dataset.name is 'haiku'."
    assert all(repr(name) in caught.value.expected for name in catalog.names())


def test_a_config_may_name_an_invented_source(invented_source):
    config = RunConfig().with_settings(["dataset.name=haiku", "dataset.num_rows=20"])
    assert config.dataset.kind == "text"
    assert catalog.dataset_label(config.dataset) == "Haiku, 20 rows"
    assert row_counts.num_rows(config.dataset) == 20
    assert sources.load(config.dataset).class_names == HAIKU.classes
    assert sources.files(config.dataset) == ()


def test_the_command_line_lists_an_invented_source(invented_source, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path))
    workspace = read_workspace()
    store = RunStore(workspace.database_url, workspace.runs_folder)
    store.create(RunConfig().with_settings(["dataset.name=haiku"]))
    store.close()
    assert main(["runs", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["config"]["dataset"]["name"] == "haiku"


def test_an_invented_source_is_previewed_and_cited_but_has_no_script(invented_source, store):
    config = RunConfig().with_settings(["dataset.name=haiku"])
    assert preview.read(config).dataset.name == "Invented haiku"
    run: Run = store.create(config)
    assert f"Origin: {HAIKU.citation}." in model_card(run, (), HAIKU.classes)
    with pytest.raises(RunStateError, match="no Keras script for the data set `haiku`"):
        keras_script(config, HAIKU.classes, {})
