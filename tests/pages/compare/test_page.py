"""The Compare page: selection, verdict, and every panel."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sql

from core.evaluation.baselines.baseline_store import BASELINE, NAIVE_BAYES, Baseline, data_key, store_baseline
from core.evaluation.predictions import read_predictions, write_predictions
from core.inference.challenges import CATEGORIES
from core.inference.challenges.templates import NEGATIVE
from core.runs.jobs import baseline_job
from core.runs.study import StudyPlan
from core.runs.tables import runs as runs_table
from core.training.history import Epoch
from pages.shared.session import cache
from tests.support.comparisons.setting_studies import finished_study, stored_study
from tests.support.comparisons.split_runs import runs_on_splits
from tests.support.page_elements import LETTERS, NO_VALIDATION, markdown_of, press, texts, unvalidated

PAGE = "pages/compare/page.py"
PANELS = (
    "Metrics", "Curves", "Slices", "Disagreements", "Confusion", "Calibration", "Threshold", "Label errors",
    "Word order", "Challenges", "Settings", "Runs",
)  # fmt: skip


def test_fewer_than_two_runs_lead_to_training(open_page, add_run):
    add_run()
    app = open_page(PAGE)
    assert not app.exception
    assert [button.label for button in app.button] == ["Train both ways"]


NUM_ROWS = 90


@pytest.fixture
def pair(add_tested):
    """Two arms with two seeds each; the bidirectional one is right more often."""
    rows = np.arange(NUM_ROWS)
    right = {("forward", 1): rows % 2, ("forward", 2): rows % 3 > 0, ("bidirectional", 1): rows % 5 > 0,
             ("bidirectional", 2): rows % 7 > 0}  # fmt: skip
    return [add_tested(direction, seed, right.astype(float)) for (direction, seed), right in right.items()]


@pytest.fixture
def study(pair, store):
    """The same runs as members of a study, with epochs."""
    plan = StudyPlan(pair[0].config, ("forward", "bidirectional"), num_seeds=2, rope=0.02)
    study = store.studies.create(plan, "two arms")
    for run in pair:
        put_into(store, run, study)
        for number, share in enumerate((0.6, 0.7), start=1):
            store.add_epoch(run.run_id, Epoch(number, 0.5, share, 0.5, share, 1.0))
    return study


def put_into(store, run, study):
    with store._engine.begin() as connection:
        connection.execute(
            sql.update(runs_table).where(runs_table.c.run_id == run.run_id).values(study_id=study.study_id)
        )


def headline(app) -> str:
    """The headline of the verdict without its icon."""
    return app.subheader[0].value.replace("\\", "").split(": ", 1)[1]


def verdict(app) -> str:
    """The verdict below its headline, without Markdown's escapes."""
    return markdown_of(app).replace("\\", "")


def charts_json(app) -> str:
    return "".join(element.proto.json for element in app.get("bidi_component"))


def link(runs) -> str:
    return ",".join(run.run_id for run in runs)


def test_the_two_latest_finished_runs_are_one_click_away(open_page, add_run):
    add_run("oldest"), add_run("older"), add_run("newest"), add_run("failed", status="failed")
    app = press(open_page(PAGE, panel="Runs"), "Compare latest two")
    assert list(app.dataframe[0].value["name"]) == ["older", "newest"]


def test_the_verdict_is_first_with_its_interval_and_metrics(open_page, pair):
    app = open_page(PAGE, runs=link(pair))
    assert not app.exception
    assert headline(app) == "Undecided"
    assert "Reading both ways gained 24.4 points over reading forward" in verdict(app)
    assert "2 seeds, 90 test texts" in verdict(app)
    assert "already disagree about" in markdown_of(app)
    assert "All runs share one split of the data" in markdown_of(app)
    table, differences = (element.value for element in app.dataframe[-2:])
    assert list(table["Arm"]) == ["forward SimpleRNN 4", "bidirectional SimpleRNN 4"]
    assert table["Accuracy"][0] == "58.3 % ± 8.3 (2 runs)"
    assert "± is the standard error of the mean over seeds" in markdown_of(app)
    assert list(differences["Metric"]) == ["Macro F1", "Calibration error"]
    assert list(differences["N"]) == ["2 seeds, 90 texts"] * 2


def test_a_study_is_one_choice_and_the_newest_opens_first(open_page, study):
    app = open_page(PAGE)
    assert not app.exception
    assert app.selectbox(key="compared_study").value == study.study_id
    assert "4 of 4 finished" in markdown_of(app)
    assert headline(app) == "Undecided"
    assert "Two seeds are too few, a verdict needs three or more. Reading both ways" in verdict(app)
    assert app.number_input(key="rope").value == 2.0
    chosen = app.selectbox(key="compared_study").set_value("Custom selection").run()
    assert "study" not in chosen.query_params
    assert "Choose two runs to compare." in markdown_of(chosen)


def test_seeds_are_added_to_a_finished_study_with_one_click(open_page, study, store, monkeypatch):
    monkeypatch.setattr("core.runs.jobs.queue.reconcile", lambda *arguments: None)  # trains nothing
    app = press(open_page(PAGE, study=study.study_id), "Add 2 seeds")
    assert not app.exception
    plan = store.studies.get(study.study_id).plan
    assert (plan.num_seeds, plan.looks) == (4, (2,))
    assert "4 of 8 finished, 4 queued" in markdown_of(app)
    assert headline(app) == "No verdict yet"
    assert "No verdict yet, since the study has not finished." in verdict(app)
    assert "Add 2 seeds" not in [button.label for button in app.button]


def test_a_region_of_equivalence_that_was_not_planned_is_marked(open_page, study):
    app = open_page(PAGE, study=study.study_id)
    assert "was planned" not in markdown_of(app)
    app.number_input(key="rope").set_value(20.0).run()
    assert not app.exception
    assert "The region of practical equivalence is 20.0 points, but 2.0 points was planned" in markdown_of(app).replace(
        "\\", ""
    )


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_opens_by_its_link(open_page, study, panel):
    app = open_page(PAGE, study=study.study_id, panel=panel)
    assert not app.exception
    assert app.segmented_control(key="panel").value == panel
    assert "This panel needs" not in markdown_of(app)


@pytest.mark.parametrize(
    ("old", "panel"),
    [("Numbers", "Metrics"), ("Where", "Slices"), ("Texts", "Disagreements"), ("Confidence", "Calibration"),
     ("Order", "Word order")],
)  # fmt: skip
def test_a_link_with_the_old_name_of_a_panel_opens_it(open_page, study, old, panel):
    app = open_page(PAGE, study=study.study_id, panel=old)
    assert not app.exception
    assert app.segmented_control(key="panel").value == panel


def test_curves_of_runs_that_monitor_macro_f1_have_a_chart_of_it(open_page, add_tested, store, study):
    monitoring = [
        add_tested(way, 1, np.ones(NUM_ROWS), "train.monitor=val_macro_f1") for way in ("forward", "backward")
    ]
    for run in monitoring:
        store.add_epoch(run.run_id, Epoch(1, 0.5, 0.7, 0.5, 0.7, 1.0, 0.6))
    app = open_page(PAGE, runs=link(monitoring), panel="Curves")
    assert not app.exception
    assert "Validation macro F1" in charts_json(app)
    assert "Validation macro F1" not in charts_json(open_page(PAGE, study=study.study_id, panel="Curves"))


def test_the_band_and_the_best_run_are_chosen_in_the_address(open_page, study):
    app = open_page(PAGE, study=study.study_id, panel="Curves", band="95 % CI", best_run="true")
    assert not app.exception
    assert any("best 70.0 % at epoch 2, last 70.0 % at epoch 2" in text for text in texts(app))


def test_texts_that_only_one_arm_gets_right_are_listed(open_page, study):
    app = open_page(PAGE, study=study.study_id, panel="Disagreements")
    table = app.dataframe[-1].value
    assert set(table["correct"]) == {"only forward SimpleRNN 4", "only bidirectional SimpleRNN 4"}


def test_a_study_with_a_wide_region_opens(open_page, pair, store):
    wide = store.studies.create(StudyPlan(pair[0].config, ("forward", "bidirectional"), rope=0.4999))
    for run in pair:
        put_into(store, run, wide)
    app = open_page(PAGE, study=wide.study_id)
    assert not app.exception
    assert app.number_input(key="rope").value == 49.99
    assert headline(app)


@pytest.fixture
def studies(study, add_tested, store):
    """That study, with a region of 2 points, and one with 5."""
    other = store.studies.create(
        StudyPlan(study.plan.config, ("forward", "bidirectional"), num_seeds=2, rope=0.05), "other"
    )
    for seed in (3, 4):
        for way in ("forward", "bidirectional"):
            put_into(store, add_tested(way, seed, [1, 0] * 45), other)
    return study, other


def test_each_study_has_its_own_region_of_equivalence(open_page, studies):
    first, other = studies
    app = open_page(PAGE, study=first.study_id)
    assert app.number_input(key="rope").value == 2.0
    app.selectbox(key="compared_study").set_value(other.study_id).run()
    assert app.number_input(key="rope").value == 5.0
    app.number_input(key="rope").set_value(7.0).run()
    assert app.number_input(key="rope").value == 7.0
    app.selectbox(key="compared_study").set_value(first.study_id).run()
    assert app.number_input(key="rope").value == 2.0
    assert "rope" not in app.query_params
    app.query_params["study"] = other.study_id
    assert app.run().number_input(key="rope").value == 5.0


def test_a_link_sets_another_region_of_equivalence(open_page, studies):
    app = open_page(PAGE, study=studies[1].study_id, rope="3")
    assert app.number_input(key="rope").value == 3.0
    app.selectbox(key="compared_study").set_value(studies[0].study_id).run()
    assert app.number_input(key="rope").value == 2.0


def test_a_study_or_runs_that_are_gone_are_named(open_page, study, pair, add_run):
    app = open_page(PAGE, study="s0000")
    assert any(text.startswith("Study s0000 was not found") for text in texts(app))
    assert app.selectbox(key="compared_study").value == "Custom selection"
    assert not app.subheader
    app.multiselect(key="compared").set_value([run.run_id for run in pair]).run()
    assert not any("was not found" in text for text in texts(app))
    waiting = add_run(status="queued")
    app = open_page(PAGE, runs=f"gone1,{waiting.run_id},gone2")
    assert "Runs gone1, gone2 were not found. They were deleted, or written by another version of Bothways." in texts(
        app
    )
    assert f"Waiting to start: {waiting.run_id}." in texts(app)
    assert "Choose two runs to compare." in markdown_of(app)


def test_a_study_that_waits_for_its_runs_says_so(open_page, pair, store):
    alone = store.studies.create(StudyPlan(pair[0].config, ("forward", "bidirectional"), num_seeds=5), "later")
    store.create(pair[0].config.with_settings(["train.seed=40"]), study_id=alone.study_id)
    app = open_page(PAGE, study=alone.study_id)
    assert not app.exception
    assert "The comparison appears when two runs of this study have started." in markdown_of(app)
    assert "0 of 10 finished" in markdown_of(app)
    assert "Open runs" in [button.label for button in app.button]
    press(app, "Compare latest two")
    assert "study" not in app.query_params
    assert app.multiselect(key="compared").value == [run.run_id for run in pair[2:]]


def test_a_study_opens_before_any_run_has_started(open_page, store, tiny_config):
    study = store.studies.create(StudyPlan(tiny_config, ("forward", "bidirectional")), "first")
    app = open_page(PAGE)
    assert app.selectbox(key="compared_study").value == study.study_id
    assert "The comparison appears when two runs of this study have started." in markdown_of(app)
    assert "6 missing" in markdown_of(app)
    assert "Compare latest two" not in [button.label for button in app.button]


def test_one_seed_each_concludes_nothing(open_page, pair):
    app = open_page(PAGE, runs=link([pair[0], pair[2]]))
    assert headline(app) == "One seed each: no verdict yet"
    assert "which shows how two networks differ, not how their architectures do" in verdict(app)
    assert "Another seed can reverse the order." in markdown_of(app)


def test_two_seeds_are_added_to_runs_with_one_seed_each_with_one_click(open_page, pair, store):
    once = [pair[0], pair[2]]
    app = open_page(PAGE, runs=link(once))
    app.button(key="add_seeds_to_runs").click().run()
    assert not app.exception
    added = [run for run in store.list() if run.status != "finished"]
    assert {(run.config.model.direction, run.config.train.seed) for run in added} == {
        (direction, seed) for direction in ("forward", "bidirectional") for seed in (2, 3)
    }
    for run in added:
        assert run.config.with_settings(["train.seed=1"]) in [one.config for one in once]
    assert set(app.query_params["runs"].split(",")) == {run.run_id for run in (*once, *added)}
    assert any("Waiting to start" in text for text in texts(app))  # all but the one that was started


def test_one_seed_of_a_study_waits_for_the_others(open_page, pair, store):
    study = store.studies.create(StudyPlan(pair[0].config, ("forward", "bidirectional"), num_seeds=2), "begun")
    put_into(store, pair[0], study), put_into(store, pair[2], study)
    words = markdown_of(open_page(PAGE, study=study.study_id))
    assert "A verdict needs more finished seeds of each arm." in words
    assert "Train a study" not in words


def test_the_comparison_of_a_tuned_study_appears_after_its_search(open_page, tiny_config, store):
    plan = StudyPlan(tiny_config, ("forward", "bidirectional"), search=("train.learning_rate=0.001,0.01",))
    study = store.studies.create(plan, "tuned")
    assert "The comparison appears after the search" in markdown_of(open_page(PAGE, study=study.study_id))


def test_networks_that_learned_nothing_have_no_probabilities_of_a_verdict(open_page, pair, add_tested):
    assert "practically the same" in charts_json(open_page(PAGE, runs=link(pair)))
    draw = np.random.default_rng(0)
    guessing = [
        add_tested(direction, seed, (draw.random(NUM_ROWS) < 0.5).astype(float), "train.epochs=9")
        for direction in ("forward", "bidirectional")
        for seed in (1, 2)
    ]
    app = open_page(PAGE, runs=link(guessing))
    assert headline(app) == "Neither network learned anything"
    assert "than always predicting the most frequent class" in verdict(app)
    assert "The interval is" not in markdown_of(app)
    assert "practically the same" not in charts_json(app)
    alone = open_page(PAGE, runs=link([guessing[0], guessing[2]]))
    assert headline(alone) == "Neither network learned anything"
    assert "Another seed can reverse the order." not in markdown_of(alone)
    assert "add_seeds_to_runs" not in [button.key for button in alone.button]


def test_runs_that_differ_in_more_than_their_architecture_get_no_verdict(open_page, add_tested):
    runs = [add_tested("forward", 1, [1, 0]), add_tested("bidirectional", 1, [1, 1], "text.maxlen=5")]
    app = open_page(PAGE, runs=link(runs))
    assert not app.exception
    assert "**padding**" in app.warning[0].value
    assert "maxlen" in app.warning[0].value
    assert any("Test set: 2 texts." in caption.value for caption in app.caption)
    assert not app.subheader
    assert "forward SimpleRNN 4" in list(app.dataframe[-1].value["Arm"])
    assert "This panel needs a verdict" in markdown_of(open_page(PAGE, runs=link(runs), panel="Disagreements"))


def test_other_differences_between_networks_are_named_with_the_verdict(open_page, add_tested):
    runs = [add_tested("forward", 1, [1, 0]), add_tested("bidirectional", 1, [1, 1], "model.dropout=0.5")]
    assert "`model.dropout`" in open_page(PAGE, runs=link(runs)).warning[0].value


def test_the_sizes_are_in_the_verdict_where_they_may_explain_the_gap(open_page, pair, add_tested):
    sizes = "Both arms have 4 units in each direction layer"
    app = open_page(PAGE, runs=link(pair))
    assert sizes in markdown_of(app)
    assert "recurrent parameters" not in verdict(app).partition("- ")[0]
    wide = [add_tested("bidirectional", seed, [1, 1, 0] * 30, "model.units=64") for seed in (1, 2)]
    app = open_page(PAGE, runs=link([*pair[:2], *wide]))
    assert "Bidirectional SimpleRNN 64 gained" in verdict(app)
    assert "the gap may come from capacity, so it is not credited to the direction." in verdict(app)
    assert sizes not in markdown_of(app)


def test_near_a_hundred_percent_the_odds_of_errors_are_beside_mcnemars_test(open_page, add_tested):
    wrong = {"forward": 20, "bidirectional": 8}
    runs = [
        add_tested(direction, seed, (np.arange(600) >= number + seed).astype(float))
        for direction, number in wrong.items()
        for seed in (1, 2, 3)
    ]
    app = open_page(PAGE, runs=link(runs))
    assert not app.exception
    assert "the odds of an error are 0" in markdown_of(app)


def test_slices_say_which_exclude_zero_and_which_are_too_small(open_page, pair, tmp_path):
    predictions = read_predictions(pair[0].folder)
    texts_of = pd.DataFrame(
        {"row": predictions.rows, "text": "text", "label": 0, "num_words": 9, "negation": np.arange(NUM_ROWS) < 40,
         "decisive_word": "good", "decisive_position": 0.5, "unknown_share": 0.0}
    )  # fmt: skip
    key = data_key(pair[0].config, pair[0].data["fingerprint"])
    store_baseline(tmp_path, Baseline({"test_accuracy": 0.9, "num_params": 7}, 3.0, predictions, key), texts_of)
    app = open_page(PAGE, runs=link(pair), panel="Slices")
    assert not app.exception
    assert "The interval of every slice includes zero (4 slices)." in markdown_of(app).replace("\\", "")
    assert "1 slice with fewer than 50 texts has no interval." in markdown_of(app).replace("\\", "")


def test_versions_that_differ_between_the_arms_are_a_warning_beside_the_verdict(open_page, pair, store):
    for run in pair:
        versions = {"tensorflow": "2.20.0" if run.config.model.direction == "forward" else "2.21.0"}
        environment = {"versions": versions, "processor": "Xeon", "instructions": [], "num_threads": 2}
        store.describe(run.run_id, data={**run.data, "environments": [environment]})
    app = open_page(PAGE, runs=link(pair))
    assert not app.exception
    (warning,) = [one.value.replace("\\", "") for one in app.warning]
    assert warning.startswith("The two arms were trained with different versions of TensorFlow (2.20.0 or 2.21.0)")
    assert headline(app)
    assert "were trained with different versions: TensorFlow" in markdown_of(app).replace("\\", "")


def test_the_baselines_are_one_click_away(open_page, pair, monkeypatch):
    started = []
    monkeypatch.setattr(baseline_job, "start_baseline", lambda jobs, config: started.append(config))
    press(open_page(PAGE, runs=link(pair)), "Add baselines")
    assert started == [pair[0].config]


@pytest.fixture
def stored(pair, tmp_path):
    """A function that stores a baseline of the pair's data."""

    def store(name, accuracy):
        key = data_key(pair[0].config, pair[0].data["fingerprint"])
        metrics = {"test_accuracy": accuracy, "num_params": 7}
        store_baseline(tmp_path, Baseline(metrics, 12.5, read_predictions(pair[0].folder), key, name))

    return store


def test_the_baseline_that_an_older_version_lacks_can_be_added(open_page, pair, stored, monkeypatch):
    started = []
    stored(BASELINE, 0.91)
    monkeypatch.setattr(baseline_job, "start_baseline", lambda jobs, config: started.append(config))
    press(open_page(PAGE, runs=link(pair)), "Add Naive Bayes baseline")
    assert started == [pair[0].config]


def test_both_baselines_are_rows_and_lines_and_the_better_is_named(open_page, pair, stored):
    stored(BASELINE, 0.91)
    stored(NAIVE_BAYES, 0.93)
    app = open_page(PAGE, runs=link(pair))
    assert not app.exception
    assert not [button for button in app.button if button.label.startswith("Add ")]
    (table,) = [one.value for one in app.dataframe if "Training seconds" in one.value.columns]
    assert table["Arm"].tolist()[:2] == [BASELINE, NAIVE_BAYES]
    assert table["Training seconds"].iloc[1].startswith("12.5")
    sentence = markdown_of(app).replace("\\", "")
    assert "The Naive Bayes baseline (1- to 3-grams of whole texts) is right on 93.0 % of the test texts" in sentence
    assert "; the linear baseline (words and word pairs of whole texts) on 91.0 %" in sentence


def test_the_first_baseline_appears_while_the_second_is_fitted(open_page, pair, stored, monkeypatch):
    state = baseline_job.BaselineState("running", "fitting the linear baseline")
    monkeypatch.setattr(baseline_job, "baseline_state", lambda jobs, config: state)
    app = open_page(PAGE, runs=link(pair))
    assert "Fitting the baselines: fitting the linear baseline" in markdown_of(app)
    stored(BASELINE, 0.91)
    app.run()
    assert not app.exception
    assert "The linear baseline (words and word pairs of whole texts) is right on 91.0 %" in markdown_of(app).replace(
        "\\", ""
    )
    assert [button.label for button in app.button if button.key == "cancel_baseline"] == ["Cancel"]


def test_runs_from_before_fingerprints_are_offered_no_baseline(open_page, add_tested):
    runs = [add_tested(way, 1, [1, 0], fingerprint="") for way in ("forward", "bidirectional")]
    app = open_page(PAGE, runs=link(runs))
    (caption,) = [one for one in app.caption if one.value == "No baselines: no data fingerprint"]
    assert "before Bothways recorded a fingerprint" in caption.help
    assert "Add baselines" not in [button.label for button in app.button]


def test_a_baseline_of_changed_data_is_not_offered(open_page, pair, monkeypatch):
    monkeypatch.setattr(baseline_job, "data_have_changed", lambda jobs, run: run == pair[0])
    app = open_page(PAGE, runs=link(pair))
    (caption,) = [one for one in app.caption if one.value == "No baselines: the data has changed"]
    assert "The data have changed since" in caption.help
    assert "Add baselines" not in [button.label for button in app.button]


def test_a_choice_goes_into_the_address(open_page, add_run):
    first, second = add_run("first"), add_run("second")
    app = open_page(PAGE, runs=first.run_id)
    assert "Choose one more run" in markdown_of(app)
    app.multiselect(key="compared").set_value([first.run_id, second.run_id]).run()
    assert app.query_params["runs"] == f"{first.run_id},{second.run_id}"


def test_settings_show_only_what_differs_or_everything(open_page, add_run):
    runs = [add_run("a"), add_run("b", ("model.units=8",))]
    app = open_page(PAGE, runs=link(runs), panel="Settings")
    assert list(app.dataframe[-1].value.index) == ["model.units"]
    app.toggle(key="only_differences").set_value(False).run()
    assert "text.maxlen" in app.dataframe[-1].value.index
    everything = open_page(PAGE, runs=link(runs), panel="Settings", only_differences="false")
    assert "text.maxlen" in everything.dataframe[-1].value.index


def test_runs_without_test_numbers_can_be_compared_by_their_curves(open_page, add_run):
    runs = [add_run("a", status="failed"), add_run("b", status="cancelled")]
    app = open_page(PAGE, runs=link(runs), panel="Runs")
    assert not app.exception
    assert "None of these runs has test results yet." in markdown_of(app)
    assert "has no test results" in markdown_of(app)


def test_names_of_runs_are_never_rendered(open_page, add_run):
    runs = [add_run(LETTERS, test_accuracy=0.7), add_run(LETTERS, status="failed")]
    for panel in PANELS:
        app = open_page(PAGE, runs=link(runs), panel=panel)
        assert not app.exception
        assert "](http" not in markdown_of(app)
        assert "**bold**" not in markdown_of(app)


def test_runs_without_a_validation_set_are_named_and_compared_by_test_accuracy(open_page, add_run, store):
    bare = unvalidated(store, add_run("bare", NO_VALIDATION, test_accuracy=0.9))
    app = open_page(PAGE, runs=f"{add_run('validated').run_id},{bare.run_id}", panel="Runs")
    assert not app.exception
    assert any(text.startswith("No validation set: bare.") for text in texts(app))
    columns = app.dataframe[0].proto.column_order
    assert {"best_val_accuracy", "last_accuracy"} <= set(columns)
    assert app.dataframe[0].value["last_val_accuracy"].isna().tolist() == [False, True]
    other = unvalidated(store, add_run("other", NO_VALIDATION))
    alone = open_page(PAGE, runs=f"{bare.run_id},{other.run_id}", panel="Runs")
    assert "best_val_accuracy" not in alone.dataframe[0].proto.column_order
    assert alone.dataframe[0].value["last_accuracy"].tolist() == [80.0, 80.0]


def test_several_splits_show_the_gap_of_each(open_page, add_tested):
    runs = runs_on_splits(add_tested, [0.1, 0.1, 0.1], num_rows=90)
    app = open_page(PAGE, runs=link(runs))
    assert not app.exception
    assert "3 splits, 6 seeds, 90 test texts each" in verdict(app)
    assert "the intervals cover other training sets" in markdown_of(app)
    table = next(one.value for one in app.dataframe if "Split" in one.value)
    assert list(table["Split"]) == [0, 1, 2]
    assert list(table["Seeds"]) == ["0, 1", "2, 3", "4, 5"]


@pytest.mark.parametrize("panel", ["Disagreements", "Confusion"])
def test_panels_about_single_rows_show_the_first_of_several_splits(open_page, add_tested, panel):
    app = open_page(PAGE, runs=link(runs_on_splits(add_tested, [0.1, 0.1], num_rows=90)), panel=panel)
    assert not app.exception
    assert "Split 0 only, one of 2: each split has test texts of its own." in markdown_of(app)


@pytest.mark.parametrize("panel", ["Curves", "Calibration", "Word order", "Slices"])
def test_the_other_panels_open_with_several_splits(open_page, add_tested, panel):
    app = open_page(PAGE, runs=link(runs_on_splits(add_tested, [0.1, 0.1], num_rows=90)), panel=panel)
    assert not app.exception


class NegationScorer:
    """Stands for a network that reads `not` and one of the negative words, and nothing else."""

    class_names = ("negative", "positive")
    has_label_sets = False

    def probabilities(self, sentences):
        positive = [("not" in one.split()) == any(word in one for word in NEGATIVE) for one in sentences]
        return np.array([[0.2, 0.8] if is_positive else [0.8, 0.2] for is_positive in positive])


def test_challenges_show_what_each_arm_gets_right_and_ones_own_sentences(open_page, pair, monkeypatch):
    monkeypatch.setattr(cache, "scorer", lambda run: NegationScorer())
    app = open_page(PAGE, runs=link(pair), panel="Challenges")
    assert not app.exception
    rates = next(frame.value for frame in app.dataframe if "Templates" in frame.value)
    assert rates["Difficulty"].tolist() == list(CATEGORIES)
    assert set(rates.iloc[:, 1]) == set(rates.iloc[:, 2])
    assert "**0 sentences are right in all networks of one arm and wrong in all of another**" in markdown_of(app)
    app.text_area(key="challenge_lines").set_value("+ It is not bad.\n- It is not good.").run()
    rates = next(frame.value for frame in app.dataframe if "Templates" in frame.value)
    assert rates.iloc[-1].tolist() == ["own", "100 % (34 to 100)", "100 % (34 to 100)", 2, 2]
    app.text_area(key="challenge_lines").set_value("It is not bad.").run()
    assert "Line 1 is 'It is not bad.'." in "\n".join(texts(app))
    app.text_area(key="challenge_lines").set_value("").run()
    app.selectbox(key="positive_class").set_value("negative").run()
    turned = next(frame.value for frame in app.dataframe if "Templates" in frame.value)
    assert turned.iloc[0, 1] != rates.iloc[0, 1]


def test_challenges_of_networks_without_two_classes_say_why_there_are_none(open_page, pair, monkeypatch):
    class ThreeClasses:
        class_names = ("a", "b", "c")

    monkeypatch.setattr(cache, "scorer", lambda run: ThreeClasses())
    app = open_page(PAGE, runs=link(pair), panel="Challenges")
    assert not app.exception
    assert "The network has 3 classes." in "\n".join(texts(app))


def test_challenges_of_networks_with_different_classes_name_the_missing_one(open_page, pair, monkeypatch):
    class OtherClasses(NegationScorer):
        class_names = ("bad", "good")

    monkeypatch.setattr(
        cache, "scorer", lambda run: NegationScorer() if run.run_id == pair[0].run_id else OtherClasses()
    )
    app = open_page(PAGE, runs=link(pair), panel="Challenges")
    assert not app.exception
    assert "The network has no class 'positive'." in "\n".join(texts(app))


def test_a_run_of_a_search_is_left_out_beside_the_runs_that_it_chose(open_page, add_tested, tiny_config, store):
    plan = StudyPlan(tiny_config, ("forward", "bidirectional"), num_seeds=1, search=("train.learning_rate=0.02,0.1",))
    study = store.studies.create(plan, "tuned")
    tried = add_tested("forward", 1042, [1.0, 0.0] * 20)
    compared = [add_tested(direction, 42, [1.0, 1.0, 0.0] * 20) for direction in plan.arms]
    for run in (tried, *compared):
        put_into(store, run, study)
    store.studies.choose(study.study_id, (0, 0))
    app = open_page(PAGE, runs=link([tried, *compared]))
    assert not app.exception
    (left_out,) = (caption.value for caption in app.caption if caption.value.startswith("Left out"))
    assert "because a search chose settings by them" in left_out
    assert tried.run_id in left_out


def test_the_calibration_panel_compares_before_and_after_the_temperature(open_page, pair):
    for run in pair:
        write_predictions(replace(read_predictions(run.folder), temperature=3.0), run.folder)
    app = open_page(PAGE, runs=link(pair), panel="Calibration")
    assert not app.exception
    before = charts_json(app)
    after = app.segmented_control(key="calibrated").set_value("after calibration").run()
    assert not after.exception
    assert charts_json(after) != before
    assert list(after.dataframe[-2].value)[:3] == ["Arm", "Temperature", "Log loss before"]
    assert "Score, `score` and model bundles show calibrated probabilities" in markdown_of(after)


def test_a_study_of_settings_shows_the_leading_arm_every_pair_and_its_figures(
    open_page, add_tested, tiny_config, store
):
    arms = {f"model.cell={cell} dataset.train_rows={rows}": [share, share, share]
            for cell, rows, share in (("GRU", 20, 0.6), ("GRU", 40, 0.7), ("LSTM", 20, 0.8))}  # fmt: skip
    study = stored_study(store, *finished_study(add_tested, tiny_config, arms, 400))
    app = open_page(PAGE, study=study.study_id)
    assert not app.exception
    assert "LSTM, 20 training rows has the highest accuracy" in markdown_of(app)
    assert headline(app) == "LSTM, 20 training rows is better"
    assert "LSTM, 20 training rows beats GRU, 40 training rows by " in verdict(app)
    table = next(element.value for element in app.dataframe if "p (Holm)" in element.value.columns)
    assert len(table) == 3
    assert "Training rows (logarithmic)" in charts_json(app)
    assert '"meta":"customdata"' in charts_json(app).replace("\\", "")
