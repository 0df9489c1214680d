"""The rights of actors in the run store and in the queue: each action refuses by itself, whatever a page shows."""

import pytest

from core.access.actor import Actor
from core.config import RunConfig
from core.errors import AccessError, RunNotFoundError, RunStateError, SearchNotFoundError, StudyNotFoundError
from core.runs.jobs import baseline_job, batch_job, control, queue
from core.runs.jobs.batch_job import BatchRequest
from core.runs.search import SearchPlan
from core.runs.search.search_queue import cancel_search, resume_search, submit_search, train_best
from core.runs.study import StudyPlan

ADMIN, OWNER, OTHER = Actor("ada@x.org", "admin"), Actor("ed@x.org", "editor"), Actor("eve@x.org", "editor")
VIEWER = Actor("vi@x.org", "viewer")
PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"), "same_units", 2)
SEARCH = SearchPlan(RunConfig(), ("model.units=4,8,12,16",), 2, "random", "none")


@pytest.fixture(autouse=True)
def _nothing_starts(monkeypatch):
    monkeypatch.setattr(queue, "_start", lambda *_: None)
    monkeypatch.setattr(control, "launch", lambda *_, **__: None)


@pytest.fixture
def act(store, settings):
    """Every action on a run, a study or a search of the owner, by its name: a function of the store it is done with."""
    own = store.acting_for(OWNER)
    run, failed = own.create(RunConfig()), own.create(RunConfig())
    store.fail(failed.run_id, "It failed.")
    study, search = own.studies.create(PLAN), own.searches.create(SEARCH)
    own.create(RunConfig(), study_id=study.study_id)
    return {
        "edit": lambda by: by.edit(run.run_id, name="new"),
        "resume": lambda by: queue.resume(by, settings, failed.run_id),
        "cancel": lambda by: queue.cancel(by, run.run_id),
        "delete": lambda by: by.delete(run.run_id),
        "edit study": lambda by: by.studies.edit(study.study_id, name="new"),
        "add seeds": lambda by: queue.add_seeds(by, settings, study.study_id, 3),
        "add run to study": lambda by: by.create_all([(RunConfig(), "")], study_id=study.study_id),
        "cancel study": lambda by: queue.cancel_study(by, study.study_id),
        "resume study": lambda by: queue.resume_study(by, settings, study.study_id),
        "choose in study": lambda by: by.studies.choose(study.study_id, [0]),
        "end search of study": lambda by: by.end_search(study.study_id, [0]),
        "delete study": lambda by: by.studies.delete(study.study_id),
        "edit search": lambda by: by.searches.edit(search.search_id, name="new"),
        "cancel search": lambda by: cancel_search(by, search.search_id),
        "resume search": lambda by: resume_search(by, settings, search.search_id, 4),
        "stop search": lambda by: by.searches.stop(search.search_id, "Stopped."),
        "add trial": lambda by: by.create_trial(search.search_id, 1, RunConfig(), "trial"),
        "delete search": lambda by: by.searches.delete(search.search_id),
    }


def test_nobody_changes_what_belongs_to_someone_else(act, store):
    allowed = []
    for name, action in act.items():
        for actor in (OTHER, VIEWER):
            try:
                action(store.acting_for(actor))
                allowed.append((name, actor.role))
            except AccessError:
                continue
    assert allowed == []


@pytest.mark.parametrize("actor", [OWNER, ADMIN], ids=lambda actor: actor.role)
def test_owners_and_admins_do_all_of_it(act, store, actor, monkeypatch):
    monkeypatch.setattr(queue, "reconcile", lambda *_: None)
    for name in ("edit", "resume", "cancel", "delete", "edit study", "add seeds", "add run to study"):
        act[name](store.acting_for(actor))
    for name in (
        "cancel study",
        "resume study",
        "delete study",
        "edit search",
        "cancel search",
        "resume search",
        "delete search",
    ):
        act[name](store.acting_for(actor))


def test_a_viewer_starts_nothing_that_trains(store, settings):
    viewer = store.acting_for(VIEWER)
    for start in (
        lambda: queue.submit(viewer, settings, [RunConfig()]),
        lambda: queue.submit_study(viewer, settings, PLAN),
        lambda: submit_search(viewer, settings, SEARCH),
        lambda: train_best(viewer, settings, store.searches.create(SEARCH).search_id),
        lambda: baseline_job.start_baseline(viewer.jobs, RunConfig()),
    ):
        with pytest.raises((AccessError, RunStateError)):
            start()
    assert store.list() == store.studies.list() == store.jobs.list() == []


def test_a_guest_starts_no_process_but_that_of_sample_images(store):
    guest = store.acting_for(Actor("demo link", "guest", (), "1a2b"))
    for kind in ("preview", "coverage", "baseline", "timing", "crowd", "batch"):
        with pytest.raises(AccessError):
            control.start(guest.jobs, kind, {})


def test_what_a_study_and_a_search_add_later_belongs_to_their_owner(store, settings):
    own = store.acting_for(OWNER)
    study = queue.submit_study(own, settings, PLAN)
    search = submit_search(own, settings, SEARCH)
    queue.add_seeds(store.acting_for(ADMIN), settings, study.study_id, 3)
    runs = [*store.of_study(study.study_id), *store.of_search(search.search_id)]
    assert len(runs) >= 7
    assert {run.owner for run in runs} == {OWNER.name}


def test_no_run_or_arm_reads_a_file_that_its_owner_may_not_name(store, settings, tmp_path):
    limited = store.acting_for(Actor("ed@x.org", "editor", (tmp_path / "data",)))
    secret = RunConfig().with_settings(["dataset.name=file", "dataset.path=/etc/passwd"])
    arms = StudyPlan(
        RunConfig(), ("forward", "model.embeddings=file model.embeddings_path=/etc/passwd"), "same_units", 2
    )
    for start in (
        lambda: queue.submit(limited, settings, [secret]),
        lambda: queue.submit_study(limited, settings, StudyPlan(secret, PLAN.arms, "same_units", 2)),
        lambda: queue.submit_study(limited, settings, arms),
        lambda: batch_job.start(limited.jobs, BatchRequest(("1a2b",), path="/etc/passwd")),
    ):
        with pytest.raises(AccessError, match=r"^/etc/passwd is outside"):
            start()
    assert store.list() == store.studies.list() == store.jobs.list() == []


def test_a_batch_result_is_its_owner_s(store):
    job = store.acting_for(VIEWER).jobs.create("batch", {})
    assert batch_job.find(store.acting_for(OTHER).jobs, job.job_id) is None
    batch_job.cancel(store.acting_for(OTHER).jobs, job.job_id)
    assert store.jobs.get(job.job_id).status == "running"


def test_a_guest_s_other_runs_are_as_good_as_absent(store):
    linked, hidden = store.create(RunConfig()), store.create(RunConfig())
    guest = store.acting_for(Actor("demo link", "guest", (), linked.run_id))
    with pytest.raises(RunNotFoundError):
        guest.get(hidden.run_id)
    assert guest.list() == guest.list(limit=1) == [linked]


def test_a_guest_sees_no_study_and_no_search(store):
    study, search = store.studies.create(PLAN), store.searches.create(SEARCH)
    guest = store.acting_for(Actor("demo link", "guest", (), "1a2b"))
    assert guest.studies.list() == guest.searches.list() == guest.searches.unfinished() == []
    for entries, entry_id in ((guest.studies, study.study_id), (guest.searches, search.search_id)):
        with pytest.raises((StudyNotFoundError, SearchNotFoundError)):
            entries.get(entry_id)


def test_folders_of_a_run_s_files_are_seen_by_who_may_name_them(store, tmp_path):
    data = tmp_path / "data"
    named_alike = tmp_path / "data of others"
    names = {
        "in data": data / "a.csv",
        "uploaded": tmp_path / "uploads" / "ed" / "b.csv",
        "alike": named_alike / "c.csv",
    }
    folders = (data, tmp_path / "uploads" / "ed", named_alike)
    own = store.acting_for(Actor("ed@x.org", "editor", folders))
    runs = {
        name: own.create(RunConfig().with_settings(["dataset.name=file", f"dataset.path={path}"]))
        for name, path in names.items()
    }
    seen = {}
    for role, actor in {
        "owner": Actor("ed@x.org", "editor", folders),
        "admin": Actor("ada@x.org", "admin", (data,)),
        "other": Actor("eve@x.org", "editor", (data, tmp_path / "uploads" / "eve")),
        "viewer": Actor("vi@x.org", "viewer", (data,)),
    }.items():
        store_of_actor = store.acting_for(actor)
        paths = {name: store_of_actor.get(run.run_id).config.dataset.path for name, run in runs.items()}
        assert paths == {name: {one.run_id: one for one in store_of_actor.list()}[run.run_id].config.dataset.path
                         for name, run in runs.items()}  # fmt: skip
        seen[role] = {name for name, path in paths.items() if path == str(names[name])}
    assert seen == {"owner": {*names}, "admin": {*names}, "other": {"in data"}, "viewer": set()}
