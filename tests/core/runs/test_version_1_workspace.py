"""A workspace of version 1 opens without loss."""

import json
from collections.abc import Iterator

import pandas as pd
import pytest

from core.__main__ import main
from core.data.reading import Reading
from core.evaluation.baselines.baseline_store import load_baseline
from core.inference.scorer import Scorer
from core.runs.demo.showcase import showcase_runs
from core.runs.jobs import batch_job, queue
from core.runs.jobs.batch_job import CSV, PARQUET
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from tests.support.version_1 import (
    ALONE,
    BASELINE,
    BATCH,
    BIDIRECTIONAL,
    FAILED,
    FORWARD,
    QUEUED,
    STUDY,
    copy_version_1,
)


@pytest.fixture
def workspace(settings: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))
    monkeypatch.setattr(queue, "_start", lambda *_: None)
    return copy_version_1(settings.home)


@pytest.fixture
def old_store(workspace: Workspace) -> Iterator[RunStore]:
    store = RunStore(workspace.database_url, workspace.runs_folder)
    yield store
    store.close()


def by_id(store: RunStore) -> dict[str, Run]:
    return {run.run_id: run for run in store.list()}


def test_all_runs_of_version_1_are_listed_with_what_they_held(old_store):
    runs = by_id(old_store)
    assert {run_id: run.status for run_id, run in runs.items()} == {
        ALONE: "finished", FORWARD: "finished", BIDIRECTIONAL: "finished", FAILED: "failed", QUEUED: "queued"
    }  # fmt: skip
    alone = runs[ALONE]
    assert (alone.name, alone.tags, alone.note) == ("Alone, naïve", ("first", "zweite"), "A note of version 1")
    assert alone.metrics["test_accuracy"] == 1.0
    assert alone.num_params == 169
    assert alone.data["fingerprint"] == "d6142e10736f4eea"
    assert len(alone.data["notes"]) == 4
    assert (alone.started_at, alone.finished_at) == (pytest.approx(1795915203.8375), pytest.approx(1795915227.4, abs=1))
    assert alone.tries == 1
    assert [epoch.epoch for epoch in old_store.epochs([ALONE])[ALONE]] == [1, 2]
    assert runs[FAILED].message == "The loss became nan in epoch 1."


def test_a_run_of_version_1_is_shown_in_the_words_of_today(workspace, capsys):
    assert main(["show", ALONE]) == 0
    output = capsys.readouterr().out
    assert "name=file" in output
    assert "num_rows=none" in output  # as `--set` reads it
    assert main(["show", ALONE, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["data"]["notes"] == document["notes"]
    assert "came before" not in str(document)


def test_a_run_of_version_1_scores(old_store):
    run = old_store.get(ALONE)
    scores = Scorer(run.folder, run.config).score(["a lovely great story", "an awful dull plot"])
    assert [score.label for score in scores] == ["good", "bad"]


def test_a_study_of_version_1_compares_to_the_same_numbers(workspace, capsys):
    assert main(["compare", STUDY, "--json"]) == 0
    compared = json.loads(capsys.readouterr().out)
    assert compared["study"] == {"study_id": STUDY, "name": "Study of version 1", "rope": 0.02}
    assert compared["runs"] == [FORWARD, BIDIRECTIONAL]
    assert compared["comparable"]
    (verdict,) = compared["verdicts"]
    assert (verdict["estimate"]["low"], verdict["estimate"]["mean"]) == (pytest.approx(-0.057645999545), 0.0)
    assert (compared["num_test"], compared["fingerprint"]) == (32, "d6142e10736f4eea")


def test_the_linear_baseline_of_version_1_is_loaded(workspace):
    baseline = load_baseline(workspace.home, BASELINE)
    assert baseline is not None
    assert baseline.key == BASELINE


def test_the_batch_result_of_version_1_opens(old_store):
    job = batch_job.find(old_store.jobs, BATCH)
    assert job is not None
    assert (job.status, job.done, job.total, job.error) == ("finished", 194, 194, None)
    assert job.summary()["num_scored"] == 97
    assert [model["run_id"] for model in job.summary()["models"]] == [BIDIRECTIONAL, FORWARD]
    assert len(pd.read_parquet(job.folder / PARQUET)) == len(pd.read_csv(job.folder / CSV)) == 98


def test_the_showcase_of_version_1_is_kept(workspace, old_store):
    assert [run.run_id for run in showcase_runs(workspace.home, old_store)] == [FORWARD, BIDIRECTIONAL]


def test_a_queued_run_of_version_1_is_started(workspace, old_store):
    queue.reconcile(old_store, workspace)
    assert old_store.get(QUEUED).status == "running"


def test_what_version_1_noted_about_the_data_becomes_fields(old_store):
    reading = Reading.from_dict(old_store.get(ALONE).data["reading"])
    assert (reading.encoding, reading.delimiter, reading.num_read) == ("utf-8", ";", 98)
    assert (reading.text_column, reading.label_column) == ("text", "label")
    assert reading.dropped == {"empty_text": 1, "duplicate": 1}
    assert "reading" not in old_store.get(FAILED).data
