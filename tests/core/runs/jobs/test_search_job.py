import socket

import psutil
import pytest

from core.errors import RunStateError, TrainingDivergedError
from core.runs.job import Worker, this_process
from core.runs.jobs import queue
from core.runs.jobs.search_job import arms_without_choice, choose_candidates
from core.runs.study import StudyPlan, members, progress_of, search_members
from core.training.history import Epoch

DIVERGED = TrainingDivergedError("The loss became nan.", "It must stay finite.", "Lower the learning rate.")


@pytest.fixture(autouse=True)
def _without_training_processes(monkeypatch):
    monkeypatch.setattr(queue, "_start", lambda store, settings, run: None)


@pytest.fixture
def study(store, settings, tiny_config):
    plan = StudyPlan(tiny_config, ("forward", "bidirectional"), num_seeds=2, search=("train.learning_rate=0.01,0.1",))
    return queue.submit_study(store, settings, plan)


@pytest.fixture
def end(store, study):
    """End the run of an arm's candidate: with the validation accuracy and loss of its epochs, or with an error."""

    unused = next(pid for pid in range(99_999, 1, -1) if not psutil.pid_exists(pid))
    gone = Worker(socket.gethostname(), unused, 1.0)

    def end(arm, candidate, *epochs, error=None):
        config = next(one.config for one in search_members(study.plan) if (one.arm, one.candidate) == (arm, candidate))
        (run,) = (run for run in store.of_study(study.study_id) if run.config == config)
        store.claim(run.run_id, None)
        store.assign(run.run_id, gone)
        for number, (accuracy, loss) in enumerate(epochs, start=1):
            store.add_epoch(run.run_id, Epoch(number, 0.5, 0.7, loss, accuracy, 1.0))
        if error:
            store.fail(run.run_id, error)
        else:
            store.finish(run.run_id, {"test_accuracy": 1 - epochs[0][0]}, 1.0)

    return end


def test_the_highest_validation_accuracy_of_the_kept_weights_is_chosen(store, study, end):
    end("forward", 0, (0.9, 0.6), (0.7, 0.5))  # the weights of the second epoch are kept: its loss is lower
    end("forward", 1, (0.8, 0.5))
    end("bidirectional", 0, (0.8, 0.4))
    end("bidirectional", 1, (0.8, 0.5))
    assert choose_candidates(store, study) == (1, 0)


def test_nothing_is_chosen_before_every_candidate_has_been_tried(store, study, end):
    end("forward", 0, (0.9, 0.6))
    end("forward", 1, (0.9, 0.6))
    end("bidirectional", 0, (0.9, 0.6))
    assert choose_candidates(store, study) == ()
    end("bidirectional", 1, (0.9, 0.6))
    assert choose_candidates(store, study) == (0, 0)  # of equals the first


def test_a_candidate_that_diverged_has_been_tried_and_is_not_chosen(store, study, end):
    for arm in study.plan.arms:
        end(arm, 1, error=DIVERGED)
    end("forward", 0, (0.5, 0.7))
    assert choose_candidates(store, study) == ()
    end("bidirectional", 0, (0.5, 0.7))
    assert choose_candidates(store, study) == (0, 0)


def test_a_candidate_that_failed_for_another_reason_must_be_tried_again(store, study, end):
    for arm in study.plan.arms:
        end(arm, 0, (0.5, 0.7))
    end("forward", 1, (0.5, 0.7))
    end("bidirectional", 1, error=RunStateError("It was killed.", "It should not be.", "Resume it."))
    assert choose_candidates(store, study) == ()


def test_an_arm_whose_candidates_all_diverged_chooses_nothing(store, study, end):
    for number in (0, 1):
        end("forward", number, error=DIVERGED)
        assert arms_without_choice(store, study) == (("forward",) if number else ())
        end("bidirectional", number, (0.5, 0.7))
    assert choose_candidates(store, study) == ()
    assert arms_without_choice(store, study) == ("forward",)


def test_the_end_of_the_search_queues_the_runs_that_are_compared_once(store, settings, study, end):
    assert (
        str(progress_of(store.of_study(study.study_id), study.plan)) == "Search: 0 of 4 finished, 1 running, 3 queued"
    )
    for arm in study.plan.arms:
        end(arm, 0, (0.6, 0.5))
        end(arm, 1, (0.7, 0.5))
    for _ in range(2):
        queue.end_search(store, settings, study.study_id)
    plan = store.studies.get(study.study_id).plan
    assert plan.chosen == (1, 1)
    runs = store.of_study(study.study_id)
    assert [run.config for run in runs[4:]] == [member.config for member in members(plan)]
    assert str(progress_of(runs, plan)) == "0 of 4 finished, 1 running, 3 queued"


def test_a_search_whose_process_was_killed_at_its_end_goes_on_with_the_next_look(store, settings, study, end):
    for arm in study.plan.arms:
        end(arm, 0, (0.6, 0.5))
        end(arm, 1, (0.7, 0.5))
    queue.reconcile(store, settings)
    assert store.studies.get(study.study_id).plan.chosen == (1, 1)
    assert len(store.of_study(study.study_id)) == 8


def test_resuming_a_study_whose_process_was_killed_at_the_end_of_its_search_goes_on(store, settings, study, end):
    for arm in study.plan.arms:
        end(arm, 0, (0.6, 0.5))
        end(arm, 1, (0.7, 0.5))
    assert queue.resume_study(store, settings, study.study_id).plan.chosen == (1, 1)
    assert len(store.of_study(study.study_id)) == 8
    with pytest.raises(RunStateError, match="0 of 4 finished, 1 running, 3 queued"):
        queue.resume_study(store, settings, study.study_id)


def test_a_kill_between_queueing_and_recording_the_choice_adds_no_run_twice(store, settings, study, end, monkeypatch):
    for arm in study.plan.arms:
        end(arm, 0, (0.6, 0.5))
        end(arm, 1, (0.7, 0.5))
    with monkeypatch.context() as patch:
        patch.setattr("core.runs.database.run_rows.new_training", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            queue.end_search(store, settings, study.study_id)
    queue.reconcile(store, settings)
    assert store.studies.get(study.study_id).plan.chosen == (1, 1)
    assert len(store.of_study(study.study_id)) == 8


def test_seeds_that_are_added_while_a_search_ends_are_all_queued(store, settings, study, end, monkeypatch):
    for arm in study.plan.arms:
        end(arm, 0, (0.6, 0.5))
        end(arm, 1, (0.7, 0.5))

    def choose_while_another_process_adds_seeds(*of_study):
        chosen = choose_candidates(*of_study)
        monkeypatch.setattr(queue, "choose_candidates", choose_candidates)
        queue.add_seeds(store, settings, study.study_id, 3)
        return chosen

    monkeypatch.setattr(queue, "choose_candidates", choose_while_another_process_adds_seeds)
    queue.end_search(store, settings, study.study_id)
    plan = store.studies.get(study.study_id).plan
    assert (plan.num_seeds, plan.chosen) == (3, (1, 1))
    assert [run.config for run in store.of_study(study.study_id)[4:]] == [member.config for member in members(plan)]


def test_the_search_of_a_living_process_is_left_to_it(store, settings, tiny_config, study, end):
    for arm in study.plan.arms:
        end(arm, 0, (0.6, 0.5))
    end("forward", 1, (0.7, 0.5))
    (last,) = (run for run in store.of_study(study.study_id) if run.status in ("queued", "running"))
    store.claim(last.run_id, None)
    store.assign(last.run_id, this_process())
    store.add_epoch(last.run_id, Epoch(1, 0.5, 0.7, 0.5, 0.7, 1.0))
    store.finish(last.run_id, {}, 1.0)
    queue.reconcile(store, settings)
    assert store.studies.get(study.study_id).plan.is_searching


def test_a_candidate_that_diverged_is_not_queued_again_once_its_search_has_chosen(store, settings, study, end):
    for arm in study.plan.arms:
        end(arm, 0, (0.6, 0.5))
        end(arm, 1, error=DIVERGED)
    queue.end_search(store, settings, study.study_id)
    queue.cancel_study(store, study.study_id)
    queue.resume_study(store, settings, study.study_id)
    assert [run.status for run in store.of_study(study.study_id)].count("failed") == 2


def test_a_search_that_cannot_choose_is_not_resumed_but_says_why(store, settings, study, end):
    for number in (0, 1):
        end("forward", number, error=DIVERGED)
        end("bidirectional", number, (0.6, 0.5))
    with pytest.raises(RunStateError, match="Every trial of forward diverged") as caught:
        queue.resume_study(store, settings, study.study_id)
    assert caught.value.hint.startswith("Train another study with other values")
