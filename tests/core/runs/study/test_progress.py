from dataclasses import replace

import pytest

from core.runs.study import StudyPlan, members, remaining_seconds
from core.training.history import Progress

NOW = 1_000.0


@pytest.fixture
def study(tiny_config, store):
    """A plan of four runs, and its runs, all queued."""
    plan = StudyPlan(tiny_config, ("forward", "bidirectional"), num_seeds=2)
    return plan, [store.create(member.config, member.name) for member in members(plan)]


def finished(run, seconds):
    return replace(run, status="finished", started_at=100.0, finished_at=100.0 + seconds)


def test_what_is_left_of_a_study_follows_from_its_finished_runs(study):
    plan, (first, second, *queued) = study
    running = replace(second, status="running", started_at=NOW - 15)
    assert remaining_seconds([finished(first, 40), running, *queued], plan, NOW) == pytest.approx(25 + 2 * 40)
    late = replace(second, status="running", started_at=NOW - 90)
    assert remaining_seconds([finished(first, 40), late, *queued], plan, NOW) == pytest.approx(2 * 40)


def test_runs_at_the_same_time_share_what_is_left(study):
    plan, (first, second, third, fourth) = study
    running = [replace(run, status="running", started_at=NOW - 10) for run in (second, third)]
    assert remaining_seconds([finished(first, 40), *running, fourth], plan, NOW) == pytest.approx((30 + 30 + 40) / 2)


def test_before_a_run_has_finished_its_progress_shows_the_pace(study):
    plan, (first, *queued) = study
    started = replace(first, status="running", started_at=NOW - 10)
    assert remaining_seconds([started, *queued], plan, NOW) is None
    half = replace(started, progress=Progress("training", 1, 1, 5, 10))
    assert remaining_seconds([half, *queued], plan, NOW) == pytest.approx(10 + 3 * 20)


def test_nothing_is_left_of_a_study_that_has_ended(study):
    plan, runs = study
    assert remaining_seconds([finished(run, 40) for run in runs], plan, NOW) is None
    assert remaining_seconds([], plan, NOW) is None
