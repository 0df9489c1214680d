import threading
from dataclasses import replace

import pytest
import sqlalchemy

from core.config import RunConfig
from core.errors import ConfigError, RunStateError, StudyNotFoundError
from core.runs.job import Worker
from core.runs.store import RunStore
from core.runs.study import StudyPlan, members
from core.training.history import Epoch

WORKER = Worker("here", 123, 1.0)
PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"), num_seeds=2)


def add_runs(store, study) -> list:
    configs = [(member.config, member.name) for member in members(study.plan)]
    return store.create_all(configs, study_id=study.study_id)


def test_a_study_is_kept_with_its_plan(store):
    study = store.studies.create(PLAN, "Which way?")
    assert (study.name, study.plan, study.note) == ("Which way?", PLAN, "")
    assert store.studies.get(study.study_id) == study
    assert store.studies.create(PLAN).name == "forward / bidirectional LSTM"


def test_studies_are_listed_newest_first(store):
    first, second = store.studies.create(PLAN, "first"), store.studies.create(PLAN, "second")
    assert store.studies.list() == [second, first]


def test_a_study_is_never_taken_for_a_run_and_is_found_by_the_beginning_of_its_id(store):
    study = store.studies.create(PLAN)
    assert study.study_id[0] == "s"
    assert store.studies.get(study.study_id[:6]) == study
    for name in ("", "s%", "nobody"):
        with pytest.raises(StudyNotFoundError, match="names no studies"):
            store.studies.get(name)
    store.studies.create(PLAN)
    with pytest.raises(StudyNotFoundError, match="'s' names 2 studies"):
        store.studies.get("s")


def test_the_runs_of_a_study_are_those_created_with_it_in_their_order(store):
    store.create(RunConfig())
    study = store.studies.create(PLAN)
    runs = add_runs(store, study)
    assert [run.config for run in runs] == [member.config for member in members(PLAN)]
    assert store.of_study(study.study_id) == runs
    assert {run.study_id for run in runs} == {study.study_id}
    assert [run.study_id for run in store.list()] == [study.study_id] * 4 + [None]
    assert store.list()[:4] == runs[::-1]


def test_runs_created_in_one_tick_of_the_clock_keep_their_order(store, monkeypatch):
    monkeypatch.setattr("core.runs.store.time.time", lambda: 1_790_000_000.0)
    runs = store.create_all([(RunConfig(), str(number)) for number in range(20)])
    assert [run.name for run in reversed(store.list())] == [run.name for run in runs] == [str(n) for n in range(20)]


def test_of_runs_created_together_either_all_or_none_are_there(store):
    with pytest.raises(RunStateError, match="201 characters"):
        store.create_all([(RunConfig(), "one"), (RunConfig(), "x" * 201)])
    assert store.list() == []


def test_a_name_is_one_line_without_control_characters(store):
    study = store.studies.create(PLAN, "\x1b[31mred\nof \u2028two")
    assert study.name == " [31mred of  two"
    assert store.studies.edit(study.study_id, name="a\tb\r").name == "a b "
    with pytest.raises(RunStateError, match="The name is empty"):
        store.studies.edit(study.study_id, name="\x00\x07")


def test_name_and_note_of_a_study_are_changed_and_nothing_else(store):
    study = store.studies.create(PLAN)
    edited = store.studies.edit(study.study_id[:6], name="mine", note="for the talk")
    assert (edited.name, edited.note, edited.plan) == ("mine", "for the talk", PLAN)
    with pytest.raises(RunStateError, match="A study needs a name"):
        store.studies.edit(study.study_id, name=" ")
    with pytest.raises(TypeError, match="plan"):
        store.studies.edit(study.study_id, plan=PLAN)


def test_seeds_are_added_to_a_study_that_remembers_its_looks(store):
    study = store.studies.create(PLAN)
    assert store.studies.add_seeds(study.study_id[:6], 3).plan.looks == (2,)
    plan = store.studies.add_seeds(study.study_id, 7).plan
    assert (plan.num_seeds, plan.looks) == (7, (2, 3))
    assert [member.seed for member in members(plan)][:: len(plan.arms)] == list(range(42, 49))
    with pytest.raises(ConfigError, match="Seeds can only be added, and 7 are no more"):
        store.studies.add_seeds(study.study_id, 7)


def test_only_studies_whose_search_has_not_chosen_are_searching(store):
    store.studies.create(PLAN)
    plan = replace(PLAN, search=("train.learning_rate=0.01,0.1",))
    searching, ended = store.studies.create(plan), store.studies.create(plan)
    store.studies.choose(ended.study_id, (0, 1))
    assert store.studies.searching() == [searching]


def test_deleting_a_study_deletes_its_runs_and_no_others(store):
    other = store.create(RunConfig())
    study = store.studies.create(PLAN)
    runs = add_runs(store, study)
    store.add_epoch(runs[0].run_id, Epoch(1, 0.6, 0.7, 0.5, 0.8, 1.5))
    store.studies.delete(study.study_id[:5])
    assert store.list() == [other]
    assert store.studies.list() == []
    assert store.epochs([runs[0].run_id]) == {runs[0].run_id: ()}
    assert other.folder.exists()
    assert not any(run.folder.exists() for run in runs)


def test_a_study_with_a_running_run_is_kept_whole(store):
    study = store.studies.create(PLAN)
    runs = add_runs(store, study)
    store.claim(runs[1].run_id, WORKER)
    with pytest.raises(RunStateError, match=f"Run {runs[1].run_id} of study {study.study_id} is running"):
        store.studies.delete(study.study_id)
    assert store.studies.get(study.study_id) == study
    assert len(store.of_study(study.study_id)) == 4
    assert all(run.folder.exists() for run in runs)


def test_a_run_of_a_study_can_be_deleted_alone(store):
    study = store.studies.create(PLAN)
    runs = add_runs(store, study)
    store.delete(runs[0].run_id)
    assert store.of_study(study.study_id) == runs[1:]


@pytest.mark.parametrize("plan", ["{}", '[["forward", "backward"]]', "null", '{"config": 3, "arms": []}', "{"])
def test_a_study_that_another_version_wrote_is_left_out_and_can_be_deleted(store, caplog, plan):
    good, bad = store.studies.create(PLAN), store.studies.create(PLAN)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE studies SET plan = ? WHERE study_id = ?", (plan, bad.study_id))
    assert store.studies.list() == [good]
    assert f"study {bad.study_id} is left out" in caplog.text
    assert store.studies.delete(bad.study_id[:5]) == bad.study_id
    with pytest.raises(StudyNotFoundError):
        store.studies.get(bad.study_id)


def test_a_study_has_one_run_of_a_config_however_many_add_it_at_once(store):
    study = store.studies.create(PLAN)
    threads = [threading.Thread(target=add_runs, args=(store, study)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [run.config for run in store.of_study(study.study_id)] == [member.config for member in members(PLAN)]
    assert add_runs(store, study) == []
    assert len(add_runs(store, store.studies.create(PLAN))) == 4


def test_nothing_is_added_to_a_study_that_was_deleted_meanwhile(store, settings):
    study = store.studies.create(PLAN)
    store.studies.delete(study.study_id)
    with pytest.raises(StudyNotFoundError):
        add_runs(store, study)
    assert store.list() == []
    assert not any(settings.runs_folder.glob("*"))


OLD_RUNS = """
CREATE TABLE runs (
    run_id VARCHAR(16) NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL, status VARCHAR(16) NOT NULL,
    config JSON NOT NULL, tags JSON NOT NULL, note TEXT NOT NULL, created_at FLOAT NOT NULL, started_at FLOAT,
    finished_at FLOAT, heartbeat_at FLOAT, host VARCHAR(255), pid INTEGER, pid_created_at FLOAT,
    tries INTEGER NOT NULL, cancel_requested BOOLEAN NOT NULL, message TEXT NOT NULL, progress JSON NOT NULL,
    data JSON, metrics JSON NOT NULL, num_params INTEGER, seconds FLOAT)
"""
OLD_RUN = """
INSERT INTO runs (run_id, name, status, config, tags, note, created_at, tries, cancel_requested, message, progress,
    metrics) VALUES ('3f2a91c0', 'old', 'queued', '{"model": {"cell": "GRU"}}', '["demo"]', '', 1.5, 0, 0, '', '{}',
    '{"test_accuracy": 0.5}')
"""


def test_a_store_from_before_there_were_studies_is_brought_up_to_date(settings):
    settings.home.mkdir(parents=True)
    engine = sqlalchemy.create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(OLD_RUNS))
        connection.execute(sqlalchemy.text(OLD_RUN))
    stores = []
    threads = [
        threading.Thread(target=lambda: stores.append(RunStore(settings.database_url, settings.runs_folder)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 4
    (old,) = stores[0].list()
    assert (old.config.model.cell, old.tags, old.metrics, old.study_id) == (
        "GRU",
        ("demo",),
        {"test_accuracy": 0.5},
        None,
    )
    study = stores[1].studies.create(PLAN)
    new = stores[2].create(RunConfig(), study_id=study.study_id)
    assert stores[3].of_study(study.study_id) == [new]
    assert "ix_runs_study_id" in {index["name"] for index in sqlalchemy.inspect(engine).get_indexes("runs")}
    for store in stores:
        store.close()
    engine.dispose()
