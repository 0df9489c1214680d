"""The Compare page: what differs, how much, and what may not be concluded."""

from tests.pages.conftest import LETTERS
from tests.pages.test_runs import NO_VALIDATION, markdown_of, press, texts, unvalidated

PAGE = "pages/show/compare.py"


def test_fewer_than_two_runs_lead_to_training(open_page, add_run):
    add_run()
    app = open_page(PAGE)
    assert not app.exception
    assert [button.label for button in app.button] == ["Train both ways"]


def test_the_two_latest_finished_runs_are_one_click_away(open_page, add_run):
    add_run("oldest"), add_run("older"), add_run("newest"), add_run("failed", status="failed")
    app = press(open_page(PAGE), "Compare the two latest")
    assert list(app.dataframe[0].value["name"]) == ["older", "newest"]


def test_a_link_names_the_runs(open_page, add_run):
    runs = [add_run("forward", ("model.direction=forward",), test_accuracy=0.8), add_run("both", test_accuracy=0.813)]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs))
    assert not app.exception
    assert app.subheader[0].value == "both is right 1.3 points more often than forward, on 1,000 test texts."
    table = app.dataframe[0].value
    assert list(table["num_test"]) == [1000, 1000]
    assert [round(share, 1) for share in table["test_accuracy"]] == [80.0, 81.3]
    assert app.multiselect(key="compared").value == [run.run_id for run in runs]


def test_a_choice_goes_into_the_address(open_page, add_run):
    first, second = add_run("first"), add_run("second")
    app = open_page(PAGE, runs=first.run_id)
    assert "Choose one more run" in markdown_of(app)
    app.multiselect(key="compared").set_value([first.run_id, second.run_id]).run()
    assert app.query_params["runs"] == f"{first.run_id},{second.run_id}"


def test_one_seed_each_is_said_to_be_uncertain_and_two_are_not(open_page, add_run):
    forward = [add_run(settings=("model.direction=forward", f"train.seed={seed}")).run_id for seed in (1, 2)]
    both = [add_run(settings=(f"train.seed={seed}",)).run_id for seed in (1, 2)]
    one_each = open_page(PAGE, runs=f"{forward[0]},{both[0]}")
    assert "says nothing certain about the architecture" in markdown_of(one_each)
    two_each = open_page(PAGE, runs=",".join([*forward, *both]))
    assert "says nothing certain about the architecture" not in markdown_of(two_each)


def test_runs_that_read_different_texts_are_named_so_above_the_numbers(open_page, add_run):
    runs = [add_run(), add_run(settings=("text.maxlen=50", "dataset.num_rows=1000"))]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs))
    assert "`dataset.num_rows`, `text.maxlen`" in app.warning[0].value
    same = [add_run(), add_run(settings=("model.units=8",))]
    assert not open_page(PAGE, runs=",".join(run.run_id for run in same)).warning


def test_settings_show_only_what_differs_or_everything(open_page, add_run):
    runs = [add_run("a"), add_run("b", ("model.units=8",))]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs))
    assert list(app.dataframe[-1].value.index) == ["model.units"]
    app.toggle(key="only_differences").set_value(False).run()
    assert "text.maxlen" in app.dataframe[-1].value.index


def test_runs_without_test_numbers_can_be_compared_by_their_curves(open_page, add_run):
    runs = [add_run("a", status="failed"), add_run("b", status="cancelled")]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs))
    assert not app.exception
    assert "None of these runs has been tested yet." in markdown_of(app)


def test_names_of_people_are_shown_letter_by_letter(open_page, add_run):
    runs = [add_run(LETTERS, test_accuracy=0.7), add_run(LETTERS, test_accuracy=0.9)]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs))
    assert not app.exception
    assert "](http" not in markdown_of(app)
    assert "**" not in markdown_of(app)


def test_runs_without_a_validation_part_are_named_and_compared_by_their_test(open_page, add_run, store):
    bare = unvalidated(store, add_run("bare", NO_VALIDATION, test_accuracy=0.9))
    app = open_page(PAGE, runs=f"{add_run('validated').run_id},{bare.run_id}")
    assert not app.exception
    assert any(text.startswith("No validation part: bare.") for text in texts(app))
    columns = app.dataframe[0].proto.column_order
    assert {"best_val_accuracy", "last_accuracy"} <= set(columns)
    assert app.dataframe[0].value["last_val_accuracy"].isna().tolist() == [False, True]
    other = unvalidated(store, add_run("other", NO_VALIDATION))
    alone = open_page(PAGE, runs=f"{bare.run_id},{other.run_id}")
    assert "best_val_accuracy" not in alone.dataframe[0].proto.column_order
    assert alone.dataframe[0].value["last_accuracy"].tolist() == [80.0, 80.0]


def test_what_was_tested_is_called_what_it_is(open_page, finish_kind):
    runs = [finish_kind("image", way) for way in ("forward", "bidirectional")]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs))
    assert not app.exception
    assert "on 8,250 test images" in app.subheader[0].value
