"""Studies on the command line: `study`, and the verbs that take a study's id where they take a run's."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.__main__ import main
from core.cli.plans import study as study_verb
from core.comparison.planning import forecast, power
from core.comparison.planning.variability import Variability
from core.errors import TrainingDivergedError
from core.runs.job import this_process
from core.runs.jobs import queue, worker
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import SideBySide, StudyPlan, members
from core.training import cost_model
from core.training.history import Epoch, best_epoch


@pytest.fixture(autouse=True)
def _without_training_processes(monkeypatch):
    monkeypatch.setattr(queue, "_start", lambda store, settings, run: None)


@pytest.fixture
def study(store, settings, tiny_config):
    return queue.submit_study(
        store, settings, StudyPlan(tiny_config, ("forward", "bidirectional"), num_seeds=2), "Ways"
    )


def ended_as(*statuses: str):
    """A stand-in for `work`, which would train: it ends one run after the other with these statuses."""
    left = list(statuses)

    def work(run, store, settings, on_progress):
        status = left.pop(0)
        if status == "finished":
            store.finish(run.run_id, {"test_accuracy": 0.75, "num_test": 40.0}, 1.0)
        elif status == "cancelled":
            store.mark_cancelled(run.run_id, "Cancelled in epoch 1.")
        elif status == "failed":
            store.fail(run.run_id, "The loss became nan.")
        else:
            raise KeyboardInterrupt
        return store.get(run.run_id)

    return work


@pytest.fixture
def timed(monkeypatch):
    """Every step takes 0.1 s, as if it had been timed before."""
    step = cost_model.StepTime(startup_seconds=4.0, first_seconds=1.0, step_seconds=0.1, rows=8)
    monkeypatch.setattr(
        cost_model, "load_step_times", lambda home, configs, num_classes, lengths: [step] * len(configs)
    )


def document_of(arguments, capsys):
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


SMALL = ["--arms", "forward,bidirectional", "--num-seeds", "2"]


def test_seeds_are_added_to_a_study_and_only_those_are_trained(config_file, store, capsys, monkeypatch):
    monkeypatch.setattr(worker, "work", ended_as("finished", "finished"))
    assert main(["study", "--config", config_file, *SMALL[:2], "--num-seeds", "1"]) == 0
    (study,) = store.studies.list()
    first = [run.run_id for run in store.of_study(study.study_id)]
    capsys.readouterr()
    monkeypatch.setattr(worker, "work", ended_as("finished", "finished"))
    assert main(["study", "--add-to", study.study_id, "--num-seeds", "2"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[:-1]] == [
        run.run_id for run in store.of_study(study.study_id) if run.run_id not in first
    ]
    assert len(store.of_study(study.study_id)) == 4
    assert store.studies.get(study.study_id).plan.looks == (1,)
    assert main(["study", "--add-to", study.study_id, "--num-seeds", "2"]) == 2
    assert "Seeds can only be added" in capsys.readouterr().err


def test_a_search_that_can_never_choose_does_not_advise_to_resume_it(config_file, capsys, monkeypatch):
    def diverged(run, store, settings, on_progress):
        store.fail(run.run_id, TrainingDivergedError("The loss became nan.", "It must be finite.", "Lower the rate."))
        return store.get(run.run_id)

    monkeypatch.setattr(worker, "work", diverged)
    assert main(["study", "--config", config_file, *SMALL, "--search", "train.learning_rate=0.1,1"]) == 1
    error = capsys.readouterr().err
    assert "Every trial of forward and both ways diverged, so the search cannot choose." in error
    assert "resume" not in error


@pytest.mark.parametrize(
    "option", [["--search", "train.learning_rate=0.1,0.2"], ["--set", "train.epochs=9"], ["--num-splits", "2"]]
)
def test_settings_of_another_study_are_refused_beside_add_to(study, store, capsys, option):
    assert main(["study", "--add-to", study.study_id, "--num-seeds", "5", *option]) == 2
    assert f"{option[0]} is not allowed with --add-to." in capsys.readouterr().err
    assert store.studies.get(study.study_id).plan == study.plan


@pytest.mark.training
def test_a_study_is_trained_in_the_foreground_as_its_runs_would_be_alone(config_file, store, capsys):
    assert main(["study", "--config", config_file, *SMALL[:2], "--num-seeds", "1", "--name", "Ways"]) == 0
    printed = capsys.readouterr()
    (study,) = store.studies.list()
    assert study.name == "Ways"
    runs = store.of_study(study.study_id)
    assert [run.config for run in runs] == [member.config for member in members(study.plan)]
    assert printed.out.splitlines() == [
        *(f"{run.run_id} {run.name}: test accuracy {run.metrics['test_accuracy']:.1%} of 40" for run in runs),
        f"Compare with: python -m core compare {study.study_id}",
    ]
    assert "run 2 of 2: bidirectional SimpleRNN 4, seed 42" in printed.err
    assert "epoch 2/2" in printed.err
    assert main(["train", "--config", config_file, "--set", "model.direction=bidirectional", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"]["test_loss"] == runs[1].metrics["test_loss"]


def test_a_cancelled_study_says_how_to_continue_and_trains_no_more(config_file, store, capsys, monkeypatch):
    monkeypatch.setattr(worker, "work", ended_as("finished", "cancelled"))
    assert main(["study", "--config", config_file, *SMALL]) == 1
    printed = capsys.readouterr()
    (study,) = store.studies.list()
    assert (
        f"1 of 4 finished, 1 cancelled, 2 missing. Continue with: python -m core resume {study.study_id}" in printed.err
    )
    assert "Compare with" not in printed.out
    assert main(["resume", study.study_id]) == 0
    assert capsys.readouterr().out.endswith("1 of 4 finished, 1 running, 2 queued\n")


def test_a_study_that_is_interrupted_between_runs_says_how_to_continue(config_file, capsys, monkeypatch):
    monkeypatch.setattr(worker, "work", ended_as("finished", "interrupted"))
    assert main(["study", "--config", config_file, *SMALL]) == 1
    assert "Continue with: python -m core resume s" in capsys.readouterr().err


def test_a_study_continues_after_a_failed_run(config_file, capsys, monkeypatch):
    monkeypatch.setattr(worker, "work", ended_as("finished", "failed", "finished", "finished"))
    assert main(["study", "--config", config_file, *SMALL, "--json"]) == 1
    printed = capsys.readouterr()
    study = json.loads(printed.out)
    assert study["state"] == "3 of 4 finished, 1 failed"
    assert [run["status"] for run in study["runs"]] == ["finished", "failed", "finished", "finished"]
    assert {run["study_id"] for run in study["runs"]} == {study["study_id"]}


def test_a_study_does_not_train_the_runs_of_another_process(config_file, store, settings, capsys, monkeypatch):
    work = ended_as("finished", "finished")

    def resumed_elsewhere(run, store, settings, on_progress):
        ended = work(run, store, settings, on_progress)
        queue.resume_study(store, settings, run.study_id)  # creates the others; the first of them is started there
        return ended

    monkeypatch.setattr(worker, "work", resumed_elsewhere)
    main(["study", "--config", config_file, *SMALL[:2], "--num-seeds", "1"])
    assert [run.status for run in store.list()] == ["running", "finished"]


def test_a_plan_is_printed_without_training_anything(config_file, store, capsys, timed):
    command = ["study", "--config", config_file, "--set", "model.units=32", "--width", "matched_parameters"]
    plan = document_of([*command, "--plan-only"], capsys)
    assert (plan["num_runs"], plan["seeds"]) == (9, [42, 43, 44])
    arms = {arm["arm"]: arm for arm in plan["arms"]}
    assert arms["forward"] == {
        "arm": "forward", "label": "forward", "units": 32, "num_recurrent_params": 1184, "wanted": 1184, "gap": 0.0,
        "step_seconds": 0.1, "seconds": pytest.approx(plan["seconds"] / 9),
    }  # fmt: skip
    assert arms["bidirectional"]["units"] == arms["two_forward"]["units"] == 22
    assert arms["bidirectional"]["gap"] == pytest.approx(abs(2 * 22 * 27 - 1184) / 1184)
    assert main([*command, "--plan-only"]) == 0
    printed = capsys.readouterr().out
    assert "bidirectional   22 units  1,188 recurrent parameters, 0.3% from the 1,184 of the settings" in printed
    assert "9 runs: 3 arms with the seeds 42, 43, 44; they take at most" in printed
    assert "or more (80 % power; 40 test texts, 3 seeds, 3 pairs of arms, region of 1 point)." in printed
    assert store.studies.list() == []


def test_a_plan_that_cannot_be_matched_within_one_percent_says_so(config_file, capsys, timed):
    command = ["study", "--config", config_file, "--width", "matched_parameters", "--plan-only"]
    plan = document_of(command, capsys)
    assert plan["words"][-1].startswith("Units this small cannot match within 1 %: bidirectional ")
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[-1] == plan["words"][-1]
    assert main([*command, "--set", "model.direction=bidirectional", "--set", "model.units=2048"]) == 2
    assert "forward needs more than 2,048 units" in capsys.readouterr().err


def test_a_plan_with_the_same_units_has_the_gap_of_each_arm(config_file, capsys, timed):
    plan = document_of(["study", "--config", config_file, "--plan-only"], capsys)
    assert [(arm["units"], arm["gap"]) for arm in plan["arms"]] == [(4, 0), (4, 1), (4, 1)]


def test_a_plan_has_its_cost_and_power(config_file, capsys, timed):
    command = ["study", "--config", config_file, "--plan-only"]
    few, many = (document_of([*command, "--num-seeds", seeds], capsys) for seeds in ("4", "20"))
    assert few["num_test"] == 40
    assert 0 < many["detectable_gap"] < few["detectable_gap"] < 1
    assert many["seconds"] == pytest.approx(5 * few["seconds"])
    assert few["seconds"] > 4 * 3 * (4 + 1 + 2 * 9 * 0.1)
    assert (Variability(**few["spread"]), few["measured"]) == (power.ASSUMED, [])
    assert (few["observed_runs"], few["observed_unlike"]) == (0, [])
    assert (few["target_gap"], few["seeds_needed"], few["seeds_needed_same"]) == (0.02, None, None)
    assert (few["num_pairs"], few["level"]) == (3, pytest.approx(0.01))
    assert (few["same_gap"], few["same_probability"]) == (None, pytest.approx(0, abs=0.01))
    assert main([*command, "--num-seeds", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()[-4:]
    assert lines == few["words"]
    assert lines[1] == "It cannot show that arms are practically the same."
    assert "all assumed, because no study on these data has finished here" in lines[2]
    assert "Even 50 seeds do not show a gap of 2.0 points" in lines[3]


@pytest.mark.parametrize("num_seeds", ["1", "2"])
def test_a_plan_with_too_few_seeds_promises_no_verdict(config_file, capsys, timed, num_seeds):
    plan = document_of(["study", "--config", config_file, "--plan-only", "--num-seeds", num_seeds], capsys)
    assert (plan["detectable_gap"], plan["same_probability"], plan["min_seeds"]) == (None, 0, 3)
    assert plan["words"][0].startswith("This study gives no verdict (40 test texts,")


def test_a_plan_uses_finished_studies_on_the_same_data(config_file, study, add_tested, store, capsys, timed):
    runs = {"forward": ([1, 1, 0, 1], [1, 0, 1, 1]), "bidirectional": ([1, 1, 1, 0], [1, 1, 1, 1])}
    tested = [add_tested(arm, seed, 25 * right[seed]) for arm, right in runs.items() for seed in range(2)]
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET study_id = ?", (study.study_id,))
    plan = document_of(["study", "--config", config_file, "--plan-only"], capsys)
    assert len(tested) == 4
    assert plan["measured"] == ["seed_sd", "disagreement", "seed_disagreement", "gap_sd", "noise"]
    assert (plan["observed_runs"], plan["observed_failed"], plan["observed_unlike"]) == (4, 0, [])
    assert plan["spread"]["disagreement"] == pytest.approx((0.5 + 0.25) / 2)
    assert plan["spread"]["seed_disagreement"] == pytest.approx((0.5 + 0.25) / 2)


def test_a_plan_whose_steps_cannot_be_timed_is_still_printed(config_file, capsys, monkeypatch):
    class Refuses:
        error = "No memory."

        def __init__(self, *about):
            pass

        def wait(self):
            return "error"

    monkeypatch.setattr(forecast, "Timing", Refuses)
    assert main(["study", "--config", config_file, "--plan-only", "--set", "train.batching=by_length"]) == 0
    printed = capsys.readouterr()
    assert "they take an unknown time" in printed.out
    assert "No memory." in printed.err


@pytest.mark.parametrize("batching", ["padded", "by_length"])
def test_no_step_is_timed_without_need(config_file, capsys, monkeypatch, batching):
    monkeypatch.setattr(forecast, "Timing", None)  # it cannot be called
    monkeypatch.setattr(worker, "work", ended_as("finished", "finished"))
    command = ["study", "--config", config_file, "--set", f"train.batching={batching}"]
    assert document_of([*command, "--plan-only", "--no-timing"], capsys)["seconds"] is None
    assert main([*command, *SMALL[:2], "--num-seeds", "1"]) == 0
    (first,) = (line for line in capsys.readouterr().err.splitlines() if line.startswith("This study"))
    assert first.startswith("This study gives no verdict")
    assert "It takes" not in first


def test_a_study_prints_its_forecast_first(config_file, capsys, monkeypatch, timed):
    monkeypatch.setattr(worker, "work", ended_as("interrupted"))
    main(["study", "--config", config_file, *SMALL[:2], "--num-seeds", "3"])
    lines = capsys.readouterr().err.splitlines()
    notes, first = (line for line in lines if line.startswith(("Read as", "This study")))
    assert notes.startswith("Read as UTF-8")
    assert "This study can show a gap of" in first
    assert re.search(r" It takes at most about \d.* s\.$", first)


def test_a_study_on_unreadable_data_is_not_started(config_file, tiny_config, store, capsys):
    Path(tiny_config.dataset.path).unlink()
    assert main(["study", "--config", config_file, *SMALL]) == 2
    assert "reviews.csv" in capsys.readouterr().err
    assert store.studies.list() == []


def test_studies_are_listed_with_their_state(study, store, capsys):
    (listed,) = document_of(["study", "--list"], capsys)
    assert document_of(["studies"], capsys) == [listed]
    assert (listed["study_id"], listed["name"]) == (study.study_id, "Ways")
    assert listed["state"] == "0 of 4 finished, 1 running, 3 queued"
    assert listed["progress"]["queued"] == 3
    assert listed["run_ids"] == [run.run_id for run in store.of_study(study.study_id)]
    assert main(["studies"]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split() == ["STUDY", "STATE", "NAME"]
    assert row == f"{study.study_id}  0 of 4 finished, 1 running, 3 queued  Ways"


def test_without_studies_the_next_step_is_named(capsys):
    assert main(["studies"]) == 0
    assert "python -m core study" in capsys.readouterr().out


def test_a_study_is_shown_cancelled_resumed_and_deleted_by_its_id(study, store, capsys):
    document = document_of(["show", study.study_id[:6]], capsys)
    assert [run["study_id"] for run in document["runs"]] == [study.study_id] * 4
    assert main(["show", study.study_id]) == 0
    assert "bidirectional SimpleRNN 4, s" in capsys.readouterr().out
    assert document_of(["cancel", study.study_id], capsys)["progress"]["queued"] == 0
    for run in store.of_study(study.study_id):
        store.mark_cancelled(run.run_id, "Cancelled.")
    assert document_of(["resume", study.study_id], capsys)["state"] == "0 of 4 finished, 1 running, 3 queued"
    assert main(["delete", study.study_id]) == 2
    assert "is running. Only a study without a running run" in capsys.readouterr().err
    document_of(["cancel", study.study_id], capsys)
    for run in store.of_study(study.study_id):
        store.mark_cancelled(run.run_id, "Cancelled.")
    assert document_of(["delete", study.study_id], capsys) == {"study_id": study.study_id, "deleted": True}
    assert store.list() == []


@pytest.mark.parametrize("table", ["studies", "runs"])
def test_what_another_version_wrote_can_be_deleted(table, study, store, capsys):
    run = store.of_study(study.study_id)[-1]
    with store._engine.begin() as connection:
        column = "plan" if table == "studies" else "config"
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = '[]'")
    for member in store.of_study(study.study_id):
        store.mark_cancelled(member.run_id, "Cancelled.")
    if table == "studies":
        store.mark_cancelled(run.run_id, "Cancelled.")
        assert document_of(["delete", study.study_id[:6]], capsys) == {"study_id": study.study_id, "deleted": True}
        assert store.list() == []
    else:
        assert document_of(["delete", run.run_id], capsys) == {"run_id": run.run_id, "deleted": True}
        assert not run.folder.exists()


def test_a_study_continues_when_another_process_adds_its_next_run_first(config_file, store, capsys, monkeypatch):
    """Between the look whether a member is there and its addition."""
    work, of_study, seen = ended_as("finished"), RunStore.of_study, []

    def just_before(self, study_id):
        present = of_study(self, study_id)
        seen.append(len(present))
        if seen == [0]:
            self.create_all([(members(self.studies.get(study_id).plan)[0].config, "elsewhere")], study_id=study_id)
        return present

    monkeypatch.setattr(RunStore, "of_study", just_before)
    monkeypatch.setattr(worker, "work", work)
    main(["study", "--config", config_file, *SMALL[:2], "--num-seeds", "1"])
    assert sorted((run.name, run.status) for run in store.list()) == [
        ("bidirectional SimpleRNN 4, seed 42", "finished"), ("elsewhere", "queued"),
    ]  # fmt: skip


def test_runs_name_their_study(study, store, tiny_config, capsys):
    alone = store.create(tiny_config)
    listed = document_of(["runs"], capsys)
    assert (listed[0]["run_id"], listed[0]["study_id"]) == (alone.run_id, None)
    assert {run["study_id"] for run in listed[1:]} == {study.study_id}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["study", "--arms", "forward"], "arms is forward"),
        (["study", "--arms", "forward,up"], "arms is forward, up"),
        (["study", "--arms", "forward,four_directions"], "Only images have rows and columns"),
        (["study", "--width", "wide"], "width is 'wide'"),
        (["study", "--num-seeds", "0"], "num_seeds is 0"),
        (["study", "--num-seeds", "two"], "'two' is not a valid integer"),
        (["study", "--rope", "1"], "rope is 1.0"),
        (["study", "--set", "model.cell=Transformer"], "model.cell is 'Transformer'"),
        (["study", "--name", "x" * 201], "201 characters"),
        (["study", "--list", "--plan-only"], "not allowed with"),
        (["show", "s0000"], "'s0000' names no studies"),
        (["cancel", "s0000"], "'s0000' names no studies"),
        (["resume", "s0000"], "'s0000' names no studies"),
        (["delete", "s"], "'s' names no studies"),
    ],
)
def test_bad_input_is_one_line_on_standard_error(arguments, named, capsys):
    status = main([*arguments, "--json"])
    printed = capsys.readouterr()
    assert (status, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert named in printed.err


def test_a_study_with_nothing_to_cancel_or_resume_says_so(study, store, capsys):
    for run in store.of_study(study.study_id):
        store.claim(run.run_id, this_process())
        store.finish(run.run_id, {}, 1.0)
    assert main(["cancel", study.study_id]) == 2
    assert "No run of study" in capsys.readouterr().err
    assert main(["resume", study.study_id]) == 2
    assert "4 of 4 finished" in capsys.readouterr().err


def test_a_study_with_a_search_tries_candidates_first_and_compares_the_best(store, config_file, capsys):
    arguments = ["study", "--config", config_file, "--arms", "forward,bidirectional"]
    arguments += ["--num-seeds", "1", "--search", "train.learning_rate=0.0001,0.05"]
    assert main(arguments) == 0
    (study,) = store.studies.list()
    runs = store.of_study(study.study_id)
    assert [run.status for run in runs] == ["finished"] * 6
    errors = capsys.readouterr().err
    assert "run 4 of 4: bidirectional SimpleRNN 4, trial 2 of 2" in errors
    assert "The search had the same budget for each arm: 2 trials" in errors
    assert "run 2 of 2: bidirectional SimpleRNN 4, seed 42" in errors
    best = [max(tried, key=lambda run: last_accuracy(store, run)) for tried in (runs[0:4:2], runs[1:4:2])]
    assert [run.config.train.learning_rate for run in runs[4:6]] == [run.config.train.learning_rate for run in best]
    assert main(["compare", study.study_id, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["comparable"]
    assert document["runs"] == [run.run_id for run in runs[4:]]
    assert document["search"]["sentences"][0].startswith("The search had the same budget for each arm: 2 trials")
    assert document["verdicts"][0]["decision"] == "nothing"  # of one seed; the gate lets the two arms be compared


def last_accuracy(store: RunStore, run: Run) -> float:
    return best_epoch(store.epochs([run.run_id])[run.run_id], run.config.train.monitor).val_accuracy


def test_the_plan_of_a_study_with_a_search_counts_its_runs(config_file, timed, capsys):
    arguments = ["study", "--config", config_file, "--arms", "forward,bidirectional", "--plan-only"]
    assert main([*arguments, "--search", "train.learning_rate=0.001,0.05"]) == 0
    output = capsys.readouterr().out
    assert re.search(
        r"^6 runs: 2 arms with the seeds 42, 43, 44; with 4 runs of the search, they take at most", output, re.M
    )
    assert "First, each arm has 2 trials (train.learning_rate 0.001 or 0.05), one run each" in output


def test_a_search_that_cannot_choose_is_refused_before_a_study_is_kept(store, config_file, capsys):
    assert main(["study", "--config", config_file, "--search", "model.units=4,8"]) == 2
    assert "A search cannot vary model.units." in capsys.readouterr().err
    assert store.studies.list() == []


def test_a_grid_is_planned_with_an_arm_for_each_combination(config_file, store, capsys, timed):
    grid = ["--grid", "model.cell=LSTM,GRU", "--grid", "model.units=2,4"]
    plan = document_of(["study", "--config", config_file, "--plan-only", *grid], capsys)
    assert [arm["label"] for arm in plan["arms"]] == ["LSTM, 2 units", "LSTM, 4 units", "GRU, 2 units", "GRU, 4 units"]
    assert (plan["num_runs"], plan["num_pairs"]) == (12, 6)
    assert main(["study", "--config", config_file, "--plan-only", *grid]) == 0
    printed = capsys.readouterr().out
    assert "LSTM, 2 units   2 units" in printed
    assert "12 runs: 4 arms with the seeds 42, 43, 44" in printed


def test_arms_of_settings_are_trained_and_named_by_what_differs(config_file, store, capsys, monkeypatch):
    monkeypatch.setattr(worker, "work", ended_as("finished", "finished"))
    arms = ["--arm", "model.cell=GRU, model.units=2", "--arm", "forward"]
    assert main(["study", "--config", config_file, "--num-seeds", "1", *arms]) == 0
    (study,) = store.studies.list()
    assert study.plan.arms == ("model.cell=GRU model.units=2", "forward")
    assert study.name == "GRU, 2 units / SimpleRNN, 4 units"
    assert [run.config.model.cell for run in store.of_study(study.study_id)] == ["GRU", "SimpleRNN"]


def test_arms_are_named_in_one_way_only(config_file, capsys):
    assert main(["study", "--config", config_file, "--arm", "forward", "--grid", "model.units=2,4"]) == 2
    assert "--grid is not allowed with --arm." in capsys.readouterr().err


TWO = SideBySide(2, 1, 10**9, 1.6)


@pytest.fixture
def measured(monkeypatch):
    """Two runs at a time were measured as 1.6 times as fast, whatever trains; the number of runs is not set."""
    monkeypatch.delenv("BOTHWAYS_MAX_RUNNING")
    for module in (forecast, queue, study_verb):
        monkeypatch.setattr(module, "num_cores", lambda: 2)
    monkeypatch.setattr(forecast, "crowds_of", lambda plan, is_limited: () if is_limited else (cost_model.Crowd(2, 1),))
    monkeypatch.setattr(forecast, "is_measured", lambda *_: True)
    monkeypatch.setattr(forecast, "measured_side_by_side", lambda home, crowds, *_: TWO if crowds else None)
    step = cost_model.StepTime(startup_seconds=4.0, first_seconds=1.0, step_seconds=0.1, rows=8)
    monkeypatch.setattr(cost_model, "load_step_times", lambda home, configs, *_: [step] * len(configs))


def test_a_plan_says_how_many_runs_train_side_by_side(config_file, store, capsys, measured, monkeypatch):
    plan = document_of(["study", "--config", config_file, "--plan-only", *SMALL], capsys)
    assert plan["side_by_side"] == {"num_runs": 2, "num_threads": 1, "run_bytes": 10**9, "speedup": 1.6}
    assert any("2 runs train side by side with 1 thread each" in sentence for sentence in plan["words"])
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", "1")
    alone = document_of(["study", "--config", config_file, "--plan-only", *SMALL], capsys)
    assert alone["side_by_side"] is None
    assert plan["seconds"] == pytest.approx(alone["seconds"] / 1.6)


def test_a_study_side_by_side_waits_for_its_processes_and_prints_each_run(
    config_file, store, capsys, measured, monkeypatch
):
    at_once = []

    def finish_running(seconds: float) -> None:
        running = store.list(("running",))
        at_once.append(len(running))
        for run in running:
            store.finish(run.run_id, {"test_accuracy": 0.75, "num_test": 40.0}, 1.0)

    monkeypatch.setattr(study_verb, "time", SimpleNamespace(sleep=finish_running))
    assert main(["study", "--config", config_file, *SMALL]) == 0
    (study,) = store.studies.list()
    assert study.plan.side_by_side == TWO
    assert at_once == [2, 2]
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()[:4]] == [
        run.run_id for run in store.of_study(study.study_id)
    ]
    assert "Compare with" in printed.out.splitlines()[-1]


def test_a_study_side_by_side_goes_on_while_the_last_process_of_its_search_lives(
    config_file, store, capsys, measured, monkeypatch
):
    def finish_running(seconds: float) -> None:
        for run in store.list(("running",)):
            store.add_epoch(run.run_id, Epoch(1, 0.5, 0.7, 0.5, 0.7, 1.0))
            store.finish(run.run_id, {"test_accuracy": 0.75, "num_test": 40.0}, 1.0)

    monkeypatch.setattr(study_verb, "time", SimpleNamespace(sleep=finish_running))
    search = ["--search", "train.learning_rate=0.01,0.1"]
    assert main(["study", "--config", config_file, *SMALL, *search]) == 0
    (study,) = store.studies.list()
    assert study.plan.chosen == (0, 0)
    assert len(store.of_study(study.study_id)) == 8


def test_an_interrupt_cancels_the_runs_that_train_side_by_side(config_file, store, capsys, measured, monkeypatch):
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(study_verb, "time", SimpleNamespace(sleep=interrupt))
    assert main(["study", "--config", config_file, *SMALL]) == 1
    (study,) = store.studies.list()
    runs = store.of_study(study.study_id)
    assert len(runs) == 4
    assert all(run.status == "cancelled" or run.cancel_requested for run in runs)
    assert f"Continue with: python -m core resume {study.study_id}" in capsys.readouterr().err
