from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.__main__ import main
from core.comparison.planning import crowding
from core.config import RunConfig
from core.models.architecture import layer_table, num_params
from core.models.matched_units import matched_units
from core.recipes import find_recipe
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import StudyPlan, members
from core.training import cost_model
from core.training.cost_model import Crowd, StepTime
from pages.shared.session import cache
from pages.train.studies import study_cost

HOME, TRAIN = "pages/home/page.py", "pages/train/page.py"
STUDY = {"what": "Study"}


class Timing:
    """A stand-in for the process: it runs until the test changes its state."""

    state, error, num_done = "running", "TypeError: no such cell", 1

    def __init__(self, home, configs, num_classes, lengths, crowds=()):
        self.about, self.crowds = (home, configs, num_classes, lengths), crowds

    def cancel(self):
        self.state = "cancelled"


@pytest.fixture(autouse=True)
def timings(monkeypatch: pytest.MonkeyPatch) -> dict[str, Timing]:
    """The stand-in timings that pages start."""
    monkeypatch.setattr(study_cost, "Timing", Timing)
    cache.timings.clear()
    return cache.timings()


@pytest.fixture
def time_steps(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make the steps of any network known: 50 ms each, 1 s the first, 9 s until TensorFlow is there."""

    def know() -> None:
        monkeypatch.setattr(
            cost_model, "load_step_times", lambda home, configs, *_: [StepTime(9, 1, 0.05, 64)] * len(configs)
        )

    return know


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.markdown, app.caption, app.text) for element in kind)


def table(app: AppTest) -> list[list[str]]:
    (lines,) = [markdown.value for markdown in app.markdown if markdown.value.startswith("| arm")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines.splitlines()]


def test_a_study_of_the_defaults_is_queued_as_one_and_shown(open_page, store: RunStore):
    app = open_page(TRAIN, **STUDY)
    assert not app.exception
    app.button(key="train").click().run()
    (study,) = store.studies.list()
    assert study.plan == StudyPlan(RunConfig(), ("forward", "bidirectional"))
    assert [run.config for run in store.of_study(study.study_id)] == [member.config for member in members(study.plan)]
    assert app.title[0].value == "Runs"
    assert app.query_params["study"] == study.study_id


def test_every_choice_of_a_study_gets_into_its_plan(open_page, store: RunStore):
    app = open_page(TRAIN, **STUDY)
    app.pills(key="arms").set_value(["bidirectional", "two_forward", "backward"]).run()
    app.segmented_control(key="width").set_value("matched_parameters").run()
    app.number_input(key="seeds").set_value(5).run()
    app.number_input(key="splits").set_value(3).run()
    app.number_input(key="plan_rope").set_value(0.5).run()
    app.text_input(key="study_name").set_value("*mine*").run()
    app.button(key="train").click().run()
    (study,) = store.studies.list()
    arms = ("backward", "two_forward", "bidirectional")
    assert study.plan == StudyPlan(RunConfig(), arms, "matched_parameters", 5, 0.005, 3)
    assert study.name == "*mine*"


def test_data_with_their_own_test_set_have_one_split(open_page, store: RunStore):
    app = open_page(TRAIN, recipe="cumsum-bi-lstm", splits="4", **STUDY)
    assert not app.exception
    assert app.number_input(key="splits").disabled
    assert "own test set" in app.number_input(key="splits").help
    app.button(key="train").click().run()
    assert [study.plan.num_splits for study in store.studies.list()] == [1]


def test_a_planned_study_survives_a_visit_to_another_page(open_page):
    app = open_page(TRAIN, **STUDY)
    app.pills(key="arms").set_value(["forward", "backward"]).run()
    app.number_input(key="seeds").set_value(7).run()
    app.switch_page(HOME).run()
    app.switch_page(TRAIN).run()
    assert app.segmented_control(key="what").value == "Study"
    assert app.pills(key="arms").value == ["forward", "backward"]
    assert app.number_input(key="seeds").value == 7


def test_a_link_opens_a_planned_study(open_page):
    app = open_page(TRAIN, what="Study", arms=["two forward", "both ways"], width="Matched parameters", seeds="4")
    assert app.pills(key="arms").value == ["two_forward", "bidirectional"]
    assert app.segmented_control(key="width").value == "matched_parameters"
    assert app.number_input(key="seeds").value == 4


def test_each_arm_is_listed_with_its_sizes_and_remaining_gap(open_page):
    app = open_page(TRAIN, **STUDY)
    heads, _, forward, both = table(app)
    assert heads == ["arm", "units", "recurrent parameters", "all parameters"]
    assert forward == [":blue-badge[:material/arrow_forward: forward]", "32", "12,416",
                       f"{num_params(layer_table(RunConfig().twin(), 2)):,}"]  # fmt: skip
    assert both[1:3] == ["32", "24,832"]
    app.segmented_control(key="width").set_value("matched_parameters").run()
    heads, _, forward, both = table(app)
    match = matched_units(RunConfig(), "forward")
    assert heads[-1] == "remaining gap"
    assert forward[1:3] == [f"{match.units}", f"{match.num_recurrent_params:,}"]
    assert (forward[4], both[4]) == (f"{100 * match.gap:.1f} %", "0.0 %")


def test_arms_that_cannot_be_matched_are_named_before_training(open_page):
    app = open_page(TRAIN, width="Matched parameters", **STUDY)
    assert not app.warning
    app.number_input(key="draft.model.units").set_value(2).run()
    assert app.warning[0].value.startswith("Units this small cannot match within 1 %: forward ")
    app.number_input(key="draft.model.units").set_value(2048).run()
    assert "forward needs more than 2,048 units" in text_of(app)
    assert "train" not in [button.key for button in app.button]


def test_one_arm_is_no_study(open_page):
    app = open_page(TRAIN, **STUDY)
    app.pills(key="arms").set_value(["forward"]).run()
    assert "Choose two or more arms" in text_of(app)
    assert "train" not in [button.key for button in app.button]


def test_an_impossible_arm_is_explained_instead_of_a_button(open_page):
    app = open_page(TRAIN, **STUDY)
    app.number_input(key="draft.train.seed").set_value(2**31 - 1).run()
    assert not app.exception
    assert "train.seed" in text_of(app)
    assert "train" not in [button.key for button in app.button]


def test_four_directions_are_an_arm_of_images_that_are_read_so(open_page):
    app = open_page(TRAIN, recipe="mnist-four-directions", **STUDY)
    assert not app.exception
    assert app.pills(key="arms").value == ["bidirectional", "four_directions"]
    assert "10,000 test images" in text_of(app)
    rows = open_page(TRAIN, recipe="mnist-bi-lstm", **STUDY)
    assert "four directions" not in rows.pills(key="arms").options


def test_timed_steps_give_the_cost_of_the_study(open_page, time_steps):
    time_steps()
    app = open_page(TRAIN, **STUDY)
    num_val = 24_904 * 0.67 * 0.1
    one = cost_model.estimated_seconds(StepTime(9, 1, 0.05, 64), 24_904 * 0.67 - num_val, num_val, RunConfig())
    minutes, rest = divmod(round(6 * one), 60)
    assert f"**6 runs, about {minutes} min {rest} s**; one at a time." in text_of(app)
    assert "(50 ms a step)" in text_of(app)
    assert "steps timed here" in text_of(app)
    app.segmented_control(key="what").set_value("Both ways").run()
    assert "a few steps timed here" in text_of(app)


def test_similar_finished_runs_count_more_than_timed_steps(open_page, time_steps, finish_run):
    time_steps()
    finish_run(RunConfig().twin())  # 12 s an epoch and 6 s besides, reading one way
    app = open_page(TRAIN, **STUDY)
    assert f"**6 runs, about {3 * (66 + 126) // 60} min {3 * (66 + 126) % 60} s**" in text_of(app)
    assert "estimated from runs that finished here" in text_of(app)


def test_steps_are_timed_once_the_settings_stop_changing(open_page, timings):
    app = open_page(TRAIN, **STUDY)
    assert "Timing one step of each arm" in text_of(app)
    assert timings == {}
    app.run()
    (timing,) = timings.values()
    assert [config.model.direction for config in timing.about[1]] == ["forward", "bidirectional"]
    app.number_input(key="draft.model.units").set_value(8).run()
    assert (timing.state, timings) == ("cancelled", {})


def test_timing_can_be_cancelled_and_started_again(open_page, timings):
    app = open_page(TRAIN, **STUDY)
    app.run()
    app.button(key="cancel_timing").click().run()
    assert "were not timed" in text_of(app)
    assert app.button(key="train")
    app.button(key="time_steps").click().run()
    app.run()
    assert [timing.state for timing in timings.values()] == ["running"]


def test_steps_can_be_timed_again(open_page, timings, store: RunStore):
    home, arms = cache.workspace().home, [RunConfig().twin(), RunConfig()]
    for config in arms:
        cost_model.save_step_time(StepTime(9, 1, 0.05, 64), home, config, 2)
    app = open_page(TRAIN, **STUDY)
    assert "6 runs, about" in text_of(app)
    app.button(key="time_again").click().run()
    assert cost_model.load_step_times(home, arms, 2) == [None, None]
    assert "Timing one step of each arm" in text_of(app)


def test_a_timing_that_fails_says_why(open_page, timings):
    app = open_page(TRAIN, **STUDY)
    app.run()
    (timing,) = timings.values()
    timing.state = "error"
    app.run()
    assert not app.exception
    assert "could not be timed" in text_of(app)
    assert "TypeError: no such cell" in text_of(app)


def test_texts_batched_by_length_are_timed_with_their_lengths(open_page, timings):
    app = open_page(TRAIN, **STUDY)
    app.segmented_control(key="draft.train.batching").set_value("by_length").run()
    app.run()
    (timing,) = timings.values()
    assert timing.about[3] == {7: 23}  # training texts of the 40 short reviews


def test_both_answers_of_a_study_are_forecast_with_their_assumptions(open_page):
    app = open_page(TRAIN, **STUDY)
    assert "This study can show a gap of **2.9 points** or more (80 % power; 8,219 test texts, 3 seeds" in text_of(app)
    assert "Where there is no gap, it shows with 15 % probability that arms are practically the same." in text_of(app)
    assert "varies by 0.5 points from seed to seed (standard deviation)" in text_of(app)
    assert "they disagree on 12.0 % of the texts, on 10.0 % by chance of the seed: all assumed" in text_of(app)
    assert "are enough to show a gap of 2.0 points (twice the region)." in text_of(app)
    app.number_input(key="plan_rope").set_value(5.0).run()
    assert "are enough to" not in text_of(app)


def test_the_number_of_seeds_that_are_enough_is_named(open_page):
    app = open_page(TRAIN, **STUDY)
    (hint,) = [caption.value for caption in app.caption if "are enough" in caption.value]
    for_gap, for_same = (int(part.split()[-1]) for part in hint.split(" seeds are enough")[:2])
    app.number_input(key="seeds").set_value(max(for_gap, for_same)).run()
    assert "are enough" not in text_of(app)
    app.number_input(key="seeds").set_value(for_gap - 1).run()
    assert f"{for_gap} seeds are enough to show a gap of 2.0 points (twice the region)." in text_of(app)
    assert f"{for_same} seeds are enough to show that equal arms are practically the same." in text_of(app)


@pytest.mark.parametrize("num_seeds", [1, 2])
def test_too_few_seeds_promise_no_verdict(open_page, num_seeds):
    app = open_page(TRAIN, **STUDY)
    app.number_input(key="seeds").set_value(num_seeds).run()
    assert "This study gives no verdict" in app.warning[0].value
    assert "practically the same with" not in text_of(app)


def test_finished_studies_of_the_same_data_replace_assumptions(open_page, store: RunStore):
    plan = StudyPlan(RunConfig(), ("forward", "bidirectional"), num_seeds=2)
    study = store.studies.create(plan)
    for member in members(plan):
        run = store.create(member.config, study_id=study.study_id)
        finish(store, run, wrong={"forward": 20, "bidirectional": 5}[member.arm])
    app = open_page(TRAIN, **STUDY)
    assert "varies by 0.0 points from seed to seed (standard deviation), and that they disagree on 15.0 %" in text_of(
        app
    )
    assert "on 0.0 % by chance of the seed: all observed in 4 runs on these data that finished here." in text_of(app)
    app.selectbox(key="train_data").select("rotten_tomatoes").run()
    assert "all assumed" in text_of(app)


@pytest.mark.parametrize("has_finished", [False, True])
def test_the_command_line_prints_the_same_forecast(
    open_page, store, time_steps, finish_run, tiny_config, tmp_path, monkeypatch, capsys, has_finished
):
    time_steps()
    run = finish_run(tiny_config) if has_finished else store.create(tiny_config)
    (tmp_path / "plan.json").write_text(tiny_config.model_dump_json(), encoding="utf-8")
    monkeypatch.setenv("BOTHWAYS_HOME", str(cache.workspace().home))
    command = ["study", "--config", str(tmp_path / "plan.json"), "--arms", "forward,bidirectional", "--plan-only"]
    assert main(command) == 0
    *_, runs, arms, power, same, assumptions, hint = capsys.readouterr().out.splitlines()
    app = open_page(TRAIN, **STUDY, **{"from": run.run_id})
    (total,) = [element.value for element in app.markdown if element.value.startswith("**6 runs")]
    assert runs.endswith(total.partition("about ")[2].partition("**")[0])
    captions = [element.value for element in app.caption]
    assert arms in captions
    assert assumptions in captions
    assert f":material/lightbulb: {hint}" in captions
    assert {power, same} <= {element.value.replace("**", "") for element in app.markdown}


def test_a_study_waits_for_its_data(open_page):
    app = open_page(TRAIN, recipe=find_recipe("tweets-bi-lstm").name, **STUDY)
    assert not app.exception
    assert app.button(key="train").disabled
    assert "Choose a file before training." in text_of(app)


def finish(store: RunStore, run: Run, wrong: int) -> None:
    """Finish a run that gets the first `wrong` of 100 test rows wrong."""
    labels = [number % 2 for number in range(100)]
    second = [1.0 - label if number < wrong else float(label) for number, label in enumerate(labels)]
    columns = {"row": range(100), "label": labels, "p0": [1 - p for p in second], "p1": second}
    pd.DataFrame({**columns, "length": 6}).to_parquet(run.folder / "predictions.parquet")
    assert store.claim(run.run_id, None)
    assert store.finish(run.run_id, {"test_accuracy": 1 - wrong / 100, "num_test": 100.0}, 30.0)


def test_arms_can_be_tuned_first(open_page, store: RunStore):
    app = open_page(TRAIN, **STUDY)
    app.toggle(key="tune").set_value(True).run()
    assert app.multiselect(key="tuned").value == ["train.learning_rate"]
    app.multiselect(key="tuned").set_value(["train.learning_rate", "model.dropout"]).run()
    app.text_input(key="values_learning_rate").set_value("0.001, 0.01").run()
    assert "First, each arm has 6 trials (train.learning_rate 0.001 or 0.01 with" in text_of(app)
    app.button(key="train").click().run()
    (study,) = store.studies.list()
    assert study.plan.search == ("train.learning_rate=0.001,0.01", "model.dropout=0,0.2,0.5")
    assert len(store.of_study(study.study_id)) == 12


def test_arms_of_the_usual_setting_have_other_settings_searched(open_page):
    listed = "train.learning_rate=0.1\ntrain.learning_rate=0.01"
    app = open_page(TRAIN, compared_settings="Any settings", how="List", listed=listed, tune="true", **STUDY)
    assert not app.exception
    assert app.multiselect(key="tuned").value == []


def test_values_that_cannot_be_tried_are_refused_with_the_reason(open_page):
    app = open_page(TRAIN, tune="true", values_learning_rate="0.001", **STUDY)
    assert "has 1 trial for each arm" in text_of(app)
    assert "train" not in [button.key for button in app.button]


@pytest.fixture
def with_two_cores(store, monkeypatch):
    """A machine with two cores, on which the number of runs at a time is not set."""
    monkeypatch.delenv("BOTHWAYS_MAX_RUNNING")
    cache.workspace.clear()
    for module in (crowding, study_cost):
        monkeypatch.setattr(module, "num_cores", lambda: 2)
    monkeypatch.setattr(crowding, "available_bytes", lambda: 10**12)


def test_how_many_runs_train_side_by_side_is_measured_and_planned(open_page, store, timings, with_two_cores):
    home, pair = cache.workspace().home, Crowd(2, 1)
    for config in (RunConfig().twin(), RunConfig()):
        cost_model.save_step_time(StepTime(9, 1, 0.05, 64, 10**9), home, config, 2)
    app = open_page(TRAIN, **STUDY)
    assert "one at a time." in text_of(app)
    app.run()
    assert "Measuring how many runs train best side by side" in text_of(app)
    (timing,) = timings.values()
    assert timing.crowds == (pair,)
    cost_model.save_step_time(StepTime(9, 1, 0.06, 64, 10**9), home, RunConfig().twin(), 2, crowd=pair)
    app.run()
    assert "2 at a time." in text_of(app)
    assert "2 runs train side by side with 1 thread each, measured as 1.7 times as fast" in text_of(app)
    app.button(key="train").click().run()
    (study,) = store.studies.list()
    assert (study.plan.side_by_side.num_runs, study.plan.side_by_side.num_threads) == (2, 1)


def test_a_number_of_runs_that_was_set_is_not_measured(open_page, timings, time_steps):
    time_steps()
    app = open_page(TRAIN, **STUDY)
    app.run()
    assert timings == {}
    assert "side by side" not in text_of(app)
