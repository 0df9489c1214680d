import pytest
import sqlalchemy as sql

from core.config import RunConfig
from core.errors import ConfigError, RunStateError
from core.runs.database import open_database
from core.runs.run import read_run, select_runs


@pytest.fixture
def rows(store, settings):
    """The rows of all runs, newest first, as the store asks for them."""
    engine = open_database(settings.database_url, settings.home)

    def read(**changes: str):
        with engine.begin() as connection:
            if changes:
                connection.execute(
                    sql.text(f"UPDATE runs SET {', '.join(f'{name} = :{name}' for name in changes)}"), changes
                )
            return [tuple(row) for row in connection.execute(select_runs())]

    yield read
    engine.dispose()


def test_a_row_gives_the_same_run_as_long_as_it_is_the_same(store, settings, rows):
    store.create(RunConfig(), "first", tags=["seen"])
    (row,), (again,) = rows(), rows()
    run = read_run(row, settings.runs_folder)
    assert (run.name, run.tags, run.config, run.worker) == ("first", ("seen",), RunConfig(), None)
    assert run.folder == settings.runs_folder / run.run_id
    assert read_run(again, settings.runs_folder) is run
    (renamed,) = rows(name="second")
    assert read_run(renamed, settings.runs_folder).name == "second"


def test_a_run_that_another_version_wrote_is_refused_with_its_setting(store, settings, rows):
    store.create(RunConfig())
    (row,) = rows(config='{"model": {"heads": 8}}')
    with pytest.raises(ConfigError, match=r"model\.heads"):
        read_run(row, settings.runs_folder)


def test_only_finished_runs_that_read_texts_have_a_network_for_batches(store):
    queued = store.create(RunConfig())
    with pytest.raises(RunStateError, match="is queued and reads texts"):
        _ = queued.network
    images = store.create(RunConfig.from_dict({"dataset": {"name": "digits"}, "model": {"head": "softmax"}}))
    store.claim(images.run_id, None)
    store.finish(images.run_id, {}, 1.0)
    with pytest.raises(RunStateError, match="reads images"):
        _ = store.get(images.run_id).network


def test_batches_by_length_that_no_rule_is_recorded_for_were_of_equal_length(store):
    by_length = store.create(RunConfig().with_settings(["train.batching=by_length"]))
    assert by_length.batch_rules == ()  # nothing trained it yet
    for data, rules in (({}, ("of equal length",)), ({"batches": ["full"]}, ("full",))):
        store.describe(by_length.run_id, data={"name": "reviews"} | data)
        assert store.get(by_length.run_id).batch_rules == rules
    padded = store.create(RunConfig())
    store.describe(padded.run_id, data={"name": "reviews"})
    assert store.get(padded.run_id).batch_rules == ()
