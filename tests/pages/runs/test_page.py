"""The Runs page: the table, the details of a run, and the actions on it."""

from dataclasses import replace

import pytest

from core.config import RunConfig
from core.errors import RunNotFoundError, StudyNotFoundError, TrainingDivergedError
from core.recipes import find_recipe
from core.runs.job import this_process
from core.runs.jobs import queue
from core.runs.study import StudyPlan, members
from core.training.history import Epoch
from pages.shared.runs import run_table
from pages.shared.session import cache, routes
from tests.support.page_elements import LETTERS, NO_VALIDATION, markdown_of, press, texts, unvalidated

PAGE = routes.RUNS


def metrics(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def charts_json(app) -> str:
    return "".join(element.proto.json for element in app.get("bidi_component"))


def test_an_empty_store_leads_to_training(open_page):
    app = open_page(PAGE)
    assert not app.exception
    assert [button.label for button in app.button] == ["Train a network"]


def test_of_many_runs_the_newest_are_shown_and_all_on_request(open_page, add_run, monkeypatch):
    monkeypatch.setattr(run_table, "MAX_RUNS", 2)
    oldest = add_run("oldest")
    add_run("older"), add_run("newer"), add_run("newest")
    app = open_page(PAGE)
    assert list(app.dataframe[0].value["name"]) == ["newest", "newer"]
    assert list(open_page(PAGE, find="oldest").dataframe[0].value["name"]) == ["oldest"]
    assert list(open_page(PAGE, runs=oldest.run_id).dataframe[0].value["name"]) == ["oldest", "newest"]
    app.toggle(key="all_runs").set_value(True).run()
    assert len(app.dataframe[0].value) == 4


def test_a_link_names_the_run_that_does_not_exist(open_page, add_run):
    add_run("known")
    gone = "Run nothing was not found. It was deleted, or written by another version of Bothways."
    assert gone in texts(open_page(PAGE, runs="nothing"))
    assert gone not in texts(open_page(PAGE))


def test_a_run_whose_record_cannot_be_read_is_named_and_can_be_deleted(open_page, add_run, store):
    add_run("readable")
    broken = add_run("broken")
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET tags = '[' WHERE run_id = ?", (broken.run_id,))
    app = open_page(PAGE)
    assert not app.exception
    assert list(app.dataframe[0].value["name"]) == ["readable"]
    assert any(text.startswith(f"Run {broken.run_id} cannot be read.") for text in texts(app))
    app.button(key=f"delete_{broken.run_id}").click().run()
    app.button(key="delete_yes").click().run()
    assert store.unreadable() == {}
    assert not any("cannot be read" in text for text in texts(open_page(PAGE)))


def test_the_table_shows_tags_only_where_a_run_has_one(open_page, add_run, store):
    run = add_run("tagged")
    store.edit(run.run_id, tags=())
    assert "tags" not in open_page(PAGE).dataframe[0].proto.column_order
    store.edit(run.run_id, tags=("lesson",))
    assert "tags" in open_page(PAGE).dataframe[0].proto.column_order


def test_the_table_has_every_run_with_its_best_and_last_epoch(open_page, add_run):
    add_run("first", ("model.cell=GRU", "model.direction=backward"))
    add_run("second", status="queued")
    table = open_page(PAGE).dataframe[0].value.set_index("name")
    assert list(table.index) == ["second", "first"]
    first = table.loc["first"]
    assert (first["cell"], first["direction"], first["status"]) == ("GRU", "← backward", "✓ finished")
    assert (first["kept_val_accuracy"], first["kept_epoch"]) == (pytest.approx(80.0), 2)
    assert (first["last_val_accuracy"], first["last_epoch"]) == (pytest.approx(75.0), 3)
    assert list(first["curve"]) == [0.7, 0.8, 0.75]
    assert table.loc["second", "status"] == "◔ queued"


def test_an_expression_filters_runs_and_one_that_cannot_be_read_is_explained(open_page, add_run):
    add_run("small", ("model.units=8",), test_accuracy=0.6)
    add_run("large", ("model.units=64",), test_accuracy=0.9)
    assert list(open_page(PAGE, find="units>=64").dataframe[0].value["name"]) == ["large"]
    assert list(open_page(PAGE, find="test<90 small").dataframe[0].value["name"]) == ["small"]
    app = open_page(PAGE, find="unitz=3")
    assert not app.exception
    assert any("No run has 'unitz'." in text and "Did you mean units?" in text for text in texts(app))


def test_arms_and_studies_are_rows_with_mean_and_spread(open_page, add_run, store):
    runs = [
        add_run(f"run {seed}", (f"train.seed={seed}", f"model.direction={way}"), test_accuracy=share)
        for way, seed, share in (("forward", 1, 0.7), ("forward", 2, 0.8), ("bidirectional", 1, 0.9))
    ]
    app = open_page(PAGE, group="Arms")
    assert not app.exception
    table = app.dataframe[0].value.set_index("name")
    assert list(table.index) == ["both ways", "forward"]
    assert table.loc["forward", "test_accuracy"] == pytest.approx(75)
    assert table.loc["forward", "test_accuracy_sd"] == pytest.approx(7.07, abs=0.01)
    assert table["num_runs"].tolist() == [1, 2]
    both = open_page(PAGE, group="Arms", runs=",".join(run.run_id for run in runs[:2]))
    assert not both.exception
    assert "forward, seed 1" in charts_json(both) or "seed 1" in charts_json(both)
    assert list(open_page(PAGE, group="Studies").dataframe[0].value["num_runs"]) == [3]


def test_the_columns_of_the_table_are_chosen_in_the_address(open_page, add_run):
    add_run("one")
    app = open_page(PAGE)
    app.multiselect(key="columns").set_value(["Test", "Name", "Seed"]).run()
    assert not app.exception
    assert list(app.dataframe[0].proto.column_order) == ["test_accuracy", "name", "seed"]
    app.multiselect(key="columns").set_value([]).run()
    assert "kept_val_accuracy" in app.dataframe[0].proto.column_order


def test_the_run_of_a_link_comes_first_so_that_it_is_in_view(open_page, add_run):
    oldest = add_run("oldest")
    add_run("older"), add_run("newest")
    assert list(open_page(PAGE, runs=oldest.run_id).dataframe[0].value["name"]) == ["oldest", "newest", "older"]
    assert list(open_page(PAGE).dataframe[0].value["name"]) == ["newest", "older", "oldest"]


def test_the_epoch_beside_the_accuracy_is_that_of_the_saved_weights(open_page, add_run, store):
    run = add_run("by loss", accuracies=())
    for number, (val_loss, val_accuracy) in enumerate([(0.5, 0.7), (0.3, 0.8), (0.4, 0.9)], start=1):
        store.add_epoch(run.run_id, Epoch(number, 0.5, 0.7, val_loss, val_accuracy, 1.0))
    app = open_page(PAGE, runs=run.run_id)
    assert metrics(app)["Saved validation accuracy"] == "80.0 %"
    row = app.dataframe[0].value.iloc[0]
    assert (row["kept_val_accuracy"], row["kept_epoch"]) == (pytest.approx(80.0), 2)
    assert "at epoch 2" in markdown_of(app)


def test_curves_are_smoothed_and_losses_logarithmic_by_the_address(open_page, add_run):
    run = add_run("one")
    assert "Smoothed" not in markdown_of(open_page(PAGE, runs=run.run_id))
    app = open_page(PAGE, runs=run.run_id, smoothing="0.6", log_loss="true")
    assert not app.exception
    assert "Smoothed: earlier epochs weigh 60.0 %." in markdown_of(app)
    assert '\\"type\\":\\"log\\"' in charts_json(app).replace(" ", "")


def test_a_run_that_ends_is_announced_once_and_in_the_tab(open_page, add_run, store, monkeypatch):
    monkeypatch.setattr("core.runs.jobs.queue.alive", lambda run: True)
    run = add_run("*soon* done", status="running")
    app = open_page(PAGE)
    assert not app.toast
    store.finish(run.run_id, {"test_accuracy": 0.8}, 1.0)
    app.run()
    assert not app.exception
    assert [toast.value.replace("\\", "") for toast in app.toast] == ["✓ finished: *soon* done"]
    assert not app.run().toast


def test_filters_narrow_the_table_and_are_in_the_address(open_page, add_run):
    add_run("good one", tags=("demo",))
    add_run("bad one", status="failed")
    assert list(open_page(PAGE, find="good").dataframe[0].value["name"]) == ["good one"]
    assert list(open_page(PAGE, status="failed").dataframe[0].value["name"]) == ["bad one"]
    app = open_page(PAGE, tag="demo")
    assert list(app.dataframe[0].value["name"]) == ["good one"]
    app.text_input(key="find").set_value("neither").run()
    assert "No run matches these filters." in markdown_of(app)


def test_a_link_to_a_run_shows_it(open_page, add_run):
    run = add_run("forward LSTM", ("model.direction=forward",), test_accuracy=0.812)
    app = open_page(PAGE, runs=run.run_id)
    assert not app.exception
    assert metrics(app) == {
        "Test accuracy": "81.2 %",
        "Saved validation accuracy": "80.0 %",
        "Last validation accuracy": "75.0 %",
        "Test loss": "0.400",
        "Parameters": "652,193",
        "Training time": "1 min 12 s",
    }
    assert "of 1,000 texts" in markdown_of(app)
    assert "at epoch 2" in markdown_of(app)


def test_a_link_to_several_runs_overlays_their_curves(open_page, add_run):
    runs = [add_run("first"), add_run("second")]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs))
    assert not app.exception
    charts = [element.proto for element in app.get("bidi_component") if "figure" in element.proto.json]
    assert len(charts) == 2
    assert all("first" in chart.json and "second" in chart.json for chart in charts)


def test_a_link_to_a_run_that_is_gone_shows_the_table(open_page, add_run):
    add_run("left")
    app = open_page(PAGE, runs="gone")
    assert not app.exception
    assert "Select a run" in markdown_of(app)


def test_settings_layers_and_log_are_one_click_away(open_page, add_run):
    run = add_run(settings=("model.units=7",))
    (run.folder / "log.txt").write_text("epoch 1 done\n", encoding="utf-8")
    app = open_page(PAGE, runs=run.run_id)
    settings = app.dataframe[-1].value.set_index("Setting")["Value"]
    assert settings["model.units"] == "7"
    app.segmented_control(key="part").set_value("Layers").run()
    assert list(app.dataframe[-1].value["Layer"])[:2] == ["InputLayer", "Embedding"]
    app.segmented_control(key="part").set_value("Log").run()
    assert app.code[0].value == "epoch 1 done"


def test_a_long_log_shows_its_end_only(open_page, add_run):
    run = add_run()
    (run.folder / "log.txt").write_text("".join(f"line {number}\n" for number in range(50_000)), encoding="utf-8")
    app = open_page(PAGE, runs=run.run_id)
    app.segmented_control(key="part").set_value("Log").run()
    assert app.code[0].value.endswith("line 49999")
    assert len(app.code[0].value) < 50_000


def test_a_failed_run_shows_its_message(open_page, add_run):
    run = add_run(status="failed")
    assert "The loss became nan in epoch 3." in texts(open_page(PAGE, runs=run.run_id))


def test_a_running_run_shows_its_progress_on_the_page_and_can_be_cancelled(open_page, add_run, store, monkeypatch):
    monkeypatch.setattr("core.runs.jobs.queue.alive", lambda run: True)
    run = add_run("live", status="running", accuracies=(0.6,))
    app = open_page(PAGE, runs=run.run_id)
    assert metrics(app)["Last validation accuracy"] == "60.0 %"
    assert "↔ live" in texts(app)
    app.button(key=f"strip_cancel_{run.run_id}").click().run()
    assert store.get(run.run_id).cancel_requested
    assert app.button(key=f"strip_cancel_{run.run_id}").disabled


def test_names_tags_and_notes_are_shown_literally(open_page, add_run, store):
    run = add_run(LETTERS, tags=("**t**",))
    store.edit(run.run_id, note=LETTERS)
    app = open_page(PAGE, runs=run.run_id)
    assert not app.exception
    assert LETTERS in texts(app)  # the note
    rendered = markdown_of(app)
    assert "](http" not in rendered
    assert "**" not in rendered
    assert ":red[" not in rendered


def test_a_run_can_be_renamed_tagged_and_noted(open_page, add_run, store):
    run = add_run("old", tags=("demo",))
    app = open_page(PAGE, runs=run.run_id)
    app.text_input(key=f"name_{run.run_id}").set_value("new")
    app.multiselect(key=f"tags_{run.run_id}").set_value([])
    app.text_area(key=f"note_{run.run_id}").set_value("for the talk")
    press(app, "Save")
    changed = store.get(run.run_id)
    assert (changed.name, changed.tags, changed.note) == ("new", (), "for the talk")


def test_an_empty_name_is_refused_with_an_error_until_dismissed(open_page, add_run, store):
    run = add_run("old")
    app = open_page(PAGE, runs=run.run_id)
    app.text_input(key=f"name_{run.run_id}").set_value("  ")
    press(app, "Save")
    assert "The name is empty." in texts(app)
    assert "The name is empty." in texts(app.run())
    assert "The name is empty." not in texts(press(app, "Dismiss"))
    assert store.get(run.run_id).name == "old"


def test_deleting_asks_for_confirmation(open_page, add_run, store):
    run, other = add_run("to go"), add_run("to stay")
    app = press(open_page(PAGE, runs=run.run_id), "Delete")
    assert store.get(run.run_id) == run
    assert "to go" in texts(app)
    app.button(key="delete_no").click().run()
    assert store.get(run.run_id) == run
    press(app, "Delete").button(key="delete_yes").click().run()
    with pytest.raises(RunNotFoundError):
        store.get(run.run_id)
    assert store.get(other.run_id) == other
    assert "runs" not in app.query_params


def test_a_failed_run_can_be_resumed(open_page, add_run, store, monkeypatch):
    monkeypatch.setattr("core.runs.jobs.queue.reconcile", lambda *_: None)
    run = add_run(status="failed")
    press(open_page(PAGE, runs=run.run_id), "Resume")
    assert store.get(run.run_id).status == "queued"


def test_a_run_without_a_validation_set_shows_training_and_says_so(open_page, add_run, store):
    run = unvalidated(store, add_run("bare", NO_VALIDATION))
    app = open_page(PAGE, runs=run.run_id)
    assert not app.exception
    row = app.dataframe[0].value.iloc[0]
    assert (list(row["curve"]), row["curve_of"]) == ([0.6, 0.9, 0.8], "training")
    assert metrics(app)["Saved training accuracy"] == "80.0 %"
    assert metrics(app)["Last training accuracy"] == "80.0 %"
    assert "Without a validation set, the lines show training" in markdown_of(app)
    numbers = next(table.value for table in app.dataframe if "val_accuracy" in table.value)
    assert numbers["val_accuracy"].isna().all()


def test_the_table_says_what_each_curve_is_of_only_where_they_differ(open_page, add_run, store):
    add_run("validated")
    before = open_page(PAGE)
    assert "curve_of" not in before.dataframe[0].proto.column_order
    assert "without a validation set" not in markdown_of(before)
    unvalidated(store, add_run("bare", NO_VALIDATION))
    app = open_page(PAGE)
    assert "curve_of" in app.dataframe[0].proto.column_order
    assert list(app.dataframe[0].value["curve_of"]) == ["training", "validation"]
    assert "Runs without a validation set show training accuracy" in markdown_of(app)


def test_a_run_that_monitors_macro_f1_has_its_curve_and_a_ring_at_its_best_epoch(open_page, add_run, store):
    run, other = add_run("unbalanced", ("train.monitor=val_macro_f1",), status="cancelled"), add_run("by loss")
    for epoch, score in zip(store.epochs([run.run_id])[run.run_id], (0.41, 0.62, 0.73), strict=True):
        store.add_epoch(run.run_id, replace(epoch, val_macro_f1=score))
    app = open_page(PAGE, runs=run.run_id)
    assert not app.exception
    assert "Macro F1" in charts_json(app)
    assert "Ring: the epoch with the highest macro F1 of the validation set" in markdown_of(app)
    numbers = next(table.value for table in app.dataframe if "val_macro_f1" in table.value)
    assert numbers["val_macro_f1"].tolist() == pytest.approx([41, 62, 73])
    assert "Macro F1" not in charts_json(open_page(PAGE, runs=other.run_id))
    both = open_page(PAGE, runs=f"{run.run_id},{other.run_id}")
    assert "best value of the run's `monitor`" in markdown_of(both)


def test_runs_with_and_without_a_validation_set_are_overlaid(open_page, add_run, store):
    runs = [add_run("validated"), unvalidated(store, add_run("bare", NO_VALIDATION))]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs))
    assert not app.exception
    assert "Runs with thin lines only have no validation set" in markdown_of(app)


def test_published_figures_are_shown_next_to_the_measured_ones(open_page, finish_run):
    recipe = find_recipe("tweets-bi-lstm")
    exact = finish_run(recipe.config.with_settings(["dataset.path=/a/b.csv"]), name="mine")
    app = open_page(PAGE, runs=exact.run_id)
    assert not app.exception
    figures = (
        "tweets-bi-lstm · test accuracy: published 74.4 %, here 78.9 % of 8,250 · "
        "training accuracy: published 95.1 %, here 70.0 %"
    )
    assert figures in texts(app)
    assert "differ from the recipe" not in markdown_of(app)
    changed = finish_run(recipe.config.with_settings(["train.epochs=3"]), name="tweets-bi-lstm")
    assert "Settings that differ from the recipe: `train.epochs`" in markdown_of(open_page(PAGE, runs=changed.run_id))
    other = open_page(PAGE, runs=finish_run(RunConfig(), name="other").run_id)
    assert not any("published" in text for text in texts(other))


def test_a_run_s_settings_name_the_versions_and_the_processor_that_trained_it(open_page, add_run, store):
    environment = {"versions": {"keras": "3.15.1"}, "processor": "*Xeon*", "instructions": [], "num_threads": 2}
    older, run = add_run("older"), add_run("newer")
    store.describe(run.run_id, data={"name": "reviews", "environments": [environment]})
    markdown = markdown_of(open_page(PAGE, runs=run.run_id))
    assert "Trained with Keras 3.15.1 on *Xeon*, 2 threads." in markdown.replace("\\", "")
    assert "*Xeon*" not in markdown
    assert "Trained with Keras" not in markdown_of(open_page(PAGE, runs=older.run_id))


def test_near_duplicates_in_the_test_set_are_stated_below_the_settings(open_page, add_run, store):
    run = add_run()
    store.describe(run.run_id, data={"name": "reviews", "near_duplicates": 3})
    markdown = markdown_of(open_page(PAGE, runs=run.run_id)).replace("\\", "")
    assert "3 of 1,000 test texts (0.30 %) are near-duplicates" in markdown


def test_the_forward_ceiling_and_its_reason_are_shown_with_runs_of_one_task(open_page, finish_kind):
    future, past = finish_kind("sequence"), finish_kind("sequence", "forward", "dataset.target=past")

    one = open_page(PAGE, runs=future.run_id)
    assert "forward ceiling 69.2 %" in charts_json(one)
    assert "longer training cannot help" in markdown_of(one)
    assert "of 8,250 sequences" in markdown_of(one)
    other = open_page(PAGE, runs=past.run_id)
    assert "forward ceiling" not in charts_json(other)
    assert "reading both ways cannot help here" in markdown_of(other)
    both = open_page(PAGE, runs=f"{future.run_id},{past.run_id}")
    assert "forward ceiling" not in charts_json(both)
    assert "longer training" not in markdown_of(both)


WAYS = "**Ways** [l](http://evil.example) :red[x]"


@pytest.fixture
def study(store):
    """Four runs of which two are finished, one has failed and one is queued."""
    plan = StudyPlan(RunConfig(), ("forward", "bidirectional"), num_seeds=2)
    study = queue.submit_study(store, cache.workspace(), plan, WAYS)
    for run in store.of_study(study.study_id)[:3]:
        store.claim(run.run_id, None)
        store.add_epoch(run.run_id, Epoch(1, 0.5, 0.7, 0.5, 0.75, 12.0))
    first, second, third, _ = store.of_study(study.study_id)
    for run in (first, second):
        store.finish(run.run_id, {"test_accuracy": 0.8, "test_loss": 0.4, "test_f1": 0.8, "num_test": 1000}, 72.4)
    store.fail(third.run_id, "broke")
    return study


def test_arms_cannot_be_compared_while_a_search_is_all_that_finished(open_page, store):
    plan = StudyPlan(RunConfig(), ("forward", "bidirectional"), search=("train.learning_rate=0.001,0.01",))
    study = queue.submit_study(store, cache.workspace(), plan, "tuned")
    for run in store.of_study(study.study_id)[:2]:
        store.claim(run.run_id, None)
        store.finish(run.run_id, {"test_accuracy": 0.8}, 1.0)
    app = open_page(PAGE, study=study.study_id)
    assert "Search: 2 of 4 finished, 2 queued" in texts(app)
    assert "Compare arms" not in [button.label for button in app.button]


def test_a_search_whose_candidates_all_diverged_does_not_offer_to_resume(open_page, store):
    plan = StudyPlan(RunConfig(), ("forward", "bidirectional"), search=("train.learning_rate=0.001,0.01",))
    study = store.studies.create(plan)
    diverged = TrainingDivergedError("The loss became nan.", "It must stay finite.", "Lower the learning rate.")
    for run in store.create_all([(m.config, m.name) for m in members(plan)], study_id=study.study_id):
        store.claim(run.run_id, this_process())
        store.fail(run.run_id, diverged)
    app = open_page(PAGE, study=study.study_id)
    assert any(text.startswith("Every trial of forward and both ways diverged") for text in texts(app))
    assert "Resume" not in [button.label for button in app.button]


def test_the_table_names_the_study_of_each_run_and_only_where_there_are_any(open_page, add_run, study):
    add_run("alone")
    table = open_page(PAGE).dataframe[0]
    assert "study" in table.proto.column_order
    assert list(table.value["study"].fillna("")) == ["", *[WAYS] * 4]


def test_a_link_to_a_study_shows_its_runs_and_how_far_it_is(open_page, add_run, study):
    add_run("alone")
    app = open_page(PAGE, study=study.study_id)
    assert not app.exception
    assert "2 of 4 finished, 1 queued, 1 failed" in texts(app)
    table = app.dataframe[0]
    assert "alone" not in list(table.value["name"])
    assert list(table.value["seed"]) == [42, 42, 43, 43]
    assert ("seed" in table.proto.column_order, "study" in table.proto.column_order) == (True, False)
    charts = [element.proto for element in app.get("bidi_component") if "figure" in element.proto.json]
    assert all("forward, seed 42" in chart.json for chart in charts)
    rendered = markdown_of(app)
    assert "IMDb reviews · 2 seeds · same units" in rendered
    assert "dataset" not in table.proto.column_order
    assert "](http" not in rendered


def test_a_study_can_be_selected_and_cleared(open_page, add_run, study):
    add_run("alone")
    app = open_page(PAGE)
    app.selectbox(key="chosen_study").set_value(study.study_id).run()
    assert app.query_params["study"] == study.study_id
    assert len(app.dataframe[0].value) == 4
    app.selectbox(key="chosen_study").set_value(None).run()
    assert "study" not in app.query_params
    assert len(app.dataframe[0].value) == 5


def test_a_link_to_a_study_that_is_gone_shows_all_runs(open_page, add_run, study):
    app = open_page(PAGE, study="sgone")
    assert not app.exception
    assert len(app.dataframe[0].value) == 4


def test_a_study_is_cancelled_and_resumed_as_one(open_page, store, study):
    app = open_page(PAGE, study=study.study_id)
    app.button(key="cancel_study").click().run()
    assert "2 of 4 finished, 1 failed, 1 cancelled" in texts(app)
    app.button(key="resume_study").click().run()
    assert [run.status for run in store.of_study(study.study_id)] == ["finished", "finished", "running", "queued"]
    assert not [button for button in app.button if button.key == "delete_study"]


def test_deleting_a_study_asks_for_confirmation_and_deletes_its_runs(open_page, store, add_run, study):
    other = add_run("to stay")
    app = open_page(PAGE, study=study.study_id)
    app.button(key="delete_study").click().run()
    assert WAYS in texts(app)
    app.button(key="delete_study_no").click().run()
    assert len(store.of_study(study.study_id)) == 4
    app.button(key="delete_study").click().run()
    app.button(key="delete_study_yes").click().run()
    with pytest.raises(StudyNotFoundError):
        store.studies.get(study.study_id)
    assert store.list() == [other]
    assert "study" not in app.query_params
    assert not app.exception


def test_a_run_of_a_study_can_be_selected_alone(open_page, store, study):
    run = store.of_study(study.study_id)[0]
    app = open_page(PAGE, study=study.study_id, runs=run.run_id)
    assert metrics(app)["Test accuracy"] == "80.0 %"
    assert len(app.dataframe[0].value) == 4


def test_a_study_whose_runs_are_all_gone_can_still_be_resumed(open_page, store, study):
    for run in store.of_study(study.study_id):
        store.delete(run.run_id)
    app = open_page(PAGE, study=study.study_id)
    assert not app.exception
    assert "0 of 4 finished, 4 missing" in texts(app)
    app.button(key="resume_study").click().run()
    assert len(store.of_study(study.study_id)) == 4
