import pytest

from core.config import RunConfig
from core.runs.jobs import crowd_job
from core.runs.jobs.crowd_job import time_crowds
from core.runs.jobs.process import Task
from core.runs.jobs.timing_job import Timing
from core.training.cost_model import Crowd, StepTime, load_step_times, save_step_time

TINY = RunConfig().with_settings(
    ["model.cell=SimpleRNN", "model.direction=forward", "model.units=2", "model.embedding_dim=2", "text.num_words=9",
     "text.maxlen=6", "train.batch_size=8"]
)  # fmt: skip
PAIR, FOUR = Crowd(2, 1), Crowd(4, 1)


@pytest.fixture
def task(store):
    """A task of the process that measures."""
    job = store.jobs.create("timing", {}, "")
    job.folder.mkdir(parents=True, exist_ok=True)
    return Task(job, store.jobs)


def test_the_worst_process_of_a_crowd_counts(task, monkeypatch):
    save_step_time(StepTime(5.0, 2.0, 0.01, 8, 10), task.jobs.home, TINY, 2)
    steps = [StepTime(6.0, 3.0, 0.02, 8, 20), StepTime(5.5, 4.0, 0.01, 8, 30)]
    monkeypatch.setattr(crowd_job, "_steps_of", lambda *_: steps)
    time_crowds(task, TINY, 2, None, [PAIR])
    assert load_step_times(task.jobs.home, [TINY], 2, crowd=PAIR) == [StepTime(6.0, 4.0, 0.02, 8, 30)]


def test_what_is_known_or_does_not_fit_is_not_measured(task, monkeypatch):
    monkeypatch.setattr(crowd_job, "_steps_of", lambda *_: pytest.fail("nothing is to be measured"))
    time_crowds(task, TINY, 2, None, [PAIR])  # no process alone has been timed
    save_step_time(StepTime(5.0, 2.0, 0.01, 8, 10), task.jobs.home, TINY, 2)
    save_step_time(StepTime(5.0, 2.0, 0.01, 8, 10), task.jobs.home, TINY, 2, crowd=PAIR)
    monkeypatch.setattr(crowd_job, "available_bytes", lambda: 30)
    time_crowds(task, TINY, 2, None, [PAIR, FOUR])
    assert load_step_times(task.jobs.home, [TINY], 2, crowd=FOUR) == [None]


@pytest.mark.process
@pytest.mark.training
def test_two_processes_time_their_steps_at_the_same_time(store):
    save_step_time(StepTime(5.0, 2.0, 0.01, 8, 10), store.jobs.home, TINY, 2)
    timing = Timing(store.jobs, [TINY], 2, None, [PAIR])
    assert timing.wait() == "done", timing.error
    (step,) = load_step_times(store.jobs.home, [TINY], 2, crowd=PAIR)
    assert step is not None
    assert 0 < step.step_seconds < step.first_seconds
    assert step.peak_bytes > 10**8
    assert store.jobs.list(kind="crowd") == []
