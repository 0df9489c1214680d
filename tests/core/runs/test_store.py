import threading
import time
from statistics import median

import pytest
import sqlalchemy

from core.comparison import run_frames
from core.config import RunConfig
from core.errors import ConfigError, RunNotFoundError, RunStateError
from core.runs.job import Worker
from core.runs.store import RunStore
from core.runs.tables import epochs as epochs_table
from core.runs.tables import jobs as jobs_table
from core.training.history import Epoch, Progress

WORKER = Worker("here", 123, 1.0)


@pytest.fixture
def running(store):
    run = store.create(RunConfig())
    store.claim(run.run_id, WORKER)
    return store.get(run.run_id)


def epoch(number: int, val_loss: float = 0.5) -> Epoch:
    return Epoch(number, 0.6, 0.7, val_loss, 0.8, 1.5)


def test_an_epoch_is_read_as_it_was_written(store, running):
    whole = (Epoch(1, 0.6, 0.7, 0.5, 0.8, 1.5, 0.75), Epoch(2, 0.5, 0.7, None, None, 1.5))
    for one in whole:
        store.add_epoch(running.run_id, one)
    assert store.epochs([running.run_id])[running.run_id] == whole


def test_a_new_run_is_queued_with_its_settings_and_a_folder(store):
    config = RunConfig().with_settings(["model.cell=GRU"])
    run = store.create(config, tags=["first ", "", "first"])
    assert (run.status, run.config, run.tags) == ("queued", config, ("first",))
    assert run.name == "bidirectional GRU"
    assert run.folder.is_dir()
    assert store.get(run.run_id) == run


def test_a_run_is_found_by_the_beginning_of_its_id(store):
    run = store.create(RunConfig())
    assert store.get(run.run_id[:6]).run_id == run.run_id


@pytest.mark.parametrize("name", ["", "no such run", "%", "_"])
def test_an_unknown_run_is_named_in_the_error(store, name):
    store.create(RunConfig())
    with pytest.raises(RunNotFoundError, match="names no runs"):
        store.get(name)


def test_a_beginning_that_two_runs_share_names_neither(store):
    for _ in range(17):  # more runs than first characters
        store.create(RunConfig())
    counts = [sum(run.run_id.startswith(letter) for run in store.list()) for letter in "0123456789abcdef"]
    letter = "0123456789abcdef"[counts.index(max(counts))]
    with pytest.raises(RunNotFoundError, match=f"'{letter}' names {max(counts)} runs"):
        store.get(letter)


def test_runs_are_listed_newest_first_and_by_status(store):
    first, second = store.create(RunConfig()), store.create(RunConfig())
    store.claim(first.run_id, WORKER)
    assert [run.run_id for run in store.list()] == [second.run_id, first.run_id]
    assert [run.run_id for run in store.list(("running",))] == [first.run_id]
    assert len(store.list(limit=1)) == 1


def test_a_run_is_claimed_once_and_only_below_the_limit(store):
    first, second = store.create(RunConfig()), store.create(RunConfig())
    assert store.claim(first.run_id, None, max_running=1)
    assert not store.claim(first.run_id, None, max_running=1)
    assert not store.claim(second.run_id, None, max_running=1)
    assert store.claim(second.run_id, None, max_running=2)


def test_of_many_claims_at_once_one_wins(store):
    run = store.create(RunConfig())
    won = []
    threads = [threading.Thread(target=lambda: won.append(store.claim(run.run_id, None, 1))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_a_claimed_run_knows_its_worker_and_counts_its_tries(running, store):
    assert (running.status, running.worker, running.tries) == ("running", WORKER, 1)
    store.jobs.recover(store.jobs.get(running.run_id), "gone", again=True)
    store.claim(running.run_id, None)
    again = store.get(running.run_id)
    assert (again.worker, again.tries, again.message) == (None, 2, "gone")


def test_progress_and_epochs_are_kept_as_they_come(running, store):
    progress = Progress("training", 2, 5, 10, 100, 0.4, 0.9, 12.5)
    store.report(running.run_id, progress)
    store.add_epoch(running.run_id, epoch(1))
    store.add_epoch(running.run_id, epoch(2, 0.4))
    assert store.get(running.run_id).progress == progress
    assert store.epochs([running.run_id, "other"]) == {running.run_id: (epoch(1), epoch(2, 0.4)), "other": ()}


def test_an_epoch_trained_again_replaces_the_earlier_and_later_ones_can_be_dropped(running, store):
    for number in (1, 2, 3):
        store.add_epoch(running.run_id, epoch(number))
    store.keep_epochs(running.run_id, 2)
    store.add_epoch(running.run_id, epoch(2, 0.1))
    assert store.epochs([running.run_id])[running.run_id] == (epoch(1), epoch(2, 0.1))


def test_a_run_can_be_created_running_so_that_nobody_else_claims_it(store):
    run = store.create(RunConfig(), worker=WORKER)
    assert (run.status, run.worker, run.tries) == ("running", WORKER, 1)
    assert not store.claim(run.run_id, Worker("there", 1, 1.0))


def test_a_worker_that_was_replaced_is_told_to_stop_and_cannot_end_the_run(running, store):
    store.assign(running.run_id, Worker("here", 456, 2.0))
    assert not store.beat(running.run_id, WORKER)
    assert not store.finish(running.run_id, {}, 1.0, WORKER)
    assert not store.fail(running.run_id, "late", WORKER)
    assert not store.mark_cancelled(running.run_id, "late", WORKER)
    assert store.get(running.run_id).status == "running"
    assert store.beat(running.run_id, Worker("here", 456, 2.0))


def test_what_is_known_of_a_run_before_it_trains_is_kept(running, store):
    store.describe(running.run_id, data={"name": "films", "notes": ["1 row was dropped."]})
    store.describe(running.run_id, num_params=42)
    run = store.get(running.run_id)
    assert (run.data["name"], run.num_params) == ("films", 42)
    with pytest.raises(TypeError, match="status"):
        store.describe(running.run_id, status="finished")


def test_a_run_that_another_version_wrote_is_left_out_and_can_be_deleted(store, settings):
    good, bad = store.create(RunConfig()), store.create(RunConfig())
    engine = sqlalchemy.create_engine(settings.database_url)
    with engine.begin() as connection:
        unknown = '{"model": {"heads": 8}}'
        connection.execute(sqlalchemy.text(f"UPDATE runs SET config = '{unknown}' WHERE run_id = '{bad.run_id}'"))
    engine.dispose()
    assert [run.run_id for run in store.list()] == [good.run_id]
    with pytest.raises(ConfigError, match=r"model\.heads"):
        store.get(bad.run_id)
    store.delete(bad.run_id)
    assert not bad.folder.exists()


def test_a_name_that_is_too_long_is_refused_and_half_a_character_mended(store):
    with pytest.raises(RunStateError, match="201 characters"):
        store.create(RunConfig(), "x" * 201)
    assert store.create(RunConfig(), "caf\udcff").name == "caf?"


def test_a_beat_says_go_on_until_a_cancel_is_asked_for(running, store):
    assert store.beat(running.run_id)
    assert store.cancel(running.run_id).status == "running"
    assert not store.beat(running.run_id)
    assert store.mark_cancelled(running.run_id, "Cancelled in epoch 1.")
    assert store.get(running.run_id).message == "Cancelled in epoch 1."


def test_a_queued_run_is_cancelled_at_once(store):
    run = store.create(RunConfig())
    assert store.cancel(run.run_id).status == "cancelled"
    assert not store.claim(run.run_id, WORKER)


def test_an_ended_run_cannot_be_cancelled_and_stays_as_it_ended(running, store):
    assert store.finish(running.run_id, {"test_accuracy": 0.9}, 3.0)
    with pytest.raises(RunStateError, match="is finished"):
        store.cancel(running.run_id)
    assert not store.fail(running.run_id, "late")
    assert not store.mark_cancelled(running.run_id, "late")
    run = store.get(running.run_id)
    assert (run.status, run.metrics, run.seconds, run.message) == ("finished", {"test_accuracy": 0.9}, 3.0, "")


def test_a_cancelled_run_cannot_finish_late(running, store):
    store.mark_cancelled(running.run_id, "Cancelled.")
    assert not store.finish(running.run_id, {}, 1.0)
    assert store.get(running.run_id).status == "cancelled"


def test_losing_a_run_that_was_started_anew_meanwhile_changes_nothing(running, store):
    job = store.jobs.get(running.run_id)
    assert store.jobs.recover(job, "gone", again=True)
    store.claim(running.run_id, WORKER)
    assert not store.jobs.recover(job, "gone", again=False)
    assert store.get(running.run_id).status == "running"


def test_a_failed_or_cancelled_run_can_be_queued_again_with_fresh_tries(running, store):
    assert not store.queue_again(running.run_id, "again")
    store.fail(running.run_id, "broke")
    assert store.queue_again(running.run_id, "again")
    run = store.get(running.run_id)
    assert (run.status, run.tries, run.worker, run.finished_at) == ("queued", 0, None, None)


def test_name_tags_and_note_are_changed_and_kept_literally(store):
    run = store.create(RunConfig())
    hostile = "<b>x</b> [a](http://b) '; DROP TABLE runs; --"
    edited = store.edit(run.run_id, name=hostile, tags=["b", "a", "b"], note="n")
    assert (edited.name, edited.tags, edited.note) == (hostile, ("a", "b"), "n")


def test_a_name_cannot_be_empty_nor_a_status_edited(store):
    run = store.create(RunConfig())
    with pytest.raises(RunStateError, match="name is empty"):
        store.edit(run.run_id, name="  ")
    with pytest.raises(TypeError, match="status"):
        store.edit(run.run_id, status="finished")


def test_deleting_removes_the_run_its_epochs_and_its_folder(running, store):
    store.add_epoch(running.run_id, epoch(1))
    with pytest.raises(RunStateError, match="Cancel it first"):
        store.delete(running.run_id)
    assert running.folder.exists()
    store.fail(running.run_id, "broke")
    store.delete(running.run_id)
    assert store.list() == []
    assert store.epochs([running.run_id]) == {running.run_id: ()}
    assert not running.folder.exists()


def test_two_stores_on_one_database_see_the_same_runs(store, settings):
    run = store.create(RunConfig())
    other = RunStore(settings.database_url, settings.runs_folder)
    assert other.get(run.run_id) == run
    other.close()


def test_a_thousand_runs_are_listed_with_their_epochs_at_once(store, settings, record_property):
    """In processor time; parsing every config and reading every epoch each time took 200 ms on a quiet machine."""
    runs = store.create_all([(RunConfig().with_settings([f"train.seed={seed}"]), "") for seed in range(1_000)])
    run_ids = [run.run_id for run in runs]
    rows = [{"run_id": run_id, **vars(epoch(number))} for run_id in run_ids for number in range(1, 9)]
    engine = sqlalchemy.create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.insert(epochs_table), rows)
        connection.execute(sqlalchemy.update(jobs_table).values(status="finished"))
    engine.dispose()

    def seconds() -> float:
        start = time.process_time()
        run_frames.runs_frame(store.list(), store.epochs(run_ids))
        return time.process_time() - start

    seconds()
    took = median(seconds() for _ in range(5))
    record_property("milliseconds to list 1,000 runs of 8 epochs", round(1000 * took))
    assert took < 0.15


def test_epochs_of_a_finished_run_that_was_deleted_are_gone(running, store, settings):
    store.add_epoch(running.run_id, epoch(1))
    store.finish(running.run_id, {}, 1.0)
    assert store.epochs([running.run_id])[running.run_id] == (epoch(1),)
    other = RunStore(settings.database_url, settings.runs_folder)
    other.delete(running.run_id)
    other.close()
    assert store.epochs([running.run_id]) == {running.run_id: ()}


def test_what_is_kept_of_a_run_never_hides_a_change(store, settings):
    run = store.create(RunConfig())
    other = RunStore(settings.database_url, settings.runs_folder)
    for name in ("first", "second", "first"):
        other.edit(run.run_id, name=name)
        assert store.get(run.run_id).name == store.list()[0].name == name
    other.claim(run.run_id, WORKER)
    other.add_epoch(run.run_id, epoch(1))
    assert store.epochs([run.run_id])[run.run_id] == (epoch(1),)
    other.add_epoch(run.run_id, epoch(2))
    assert store.epochs([run.run_id])[run.run_id] == (epoch(1), epoch(2))
    other.close()


def test_the_edition_changes_when_a_run_is_added_started_ended_or_deleted(store):
    editions = [store.edition()]
    run = store.create(RunConfig())
    editions.append(store.edition())
    store.claim(run.run_id, WORKER)
    editions.append(store.edition())
    store.add_epoch(run.run_id, epoch(1))
    assert store.edition() == editions[-1]
    store.finish(run.run_id, {}, 1.0)
    editions.append(store.edition())
    store.delete(run.run_id)
    assert store.edition() == editions[0]
    assert len(set(editions)) == 4
