import ast

from core.config import RunConfig
from pages.shared.runs import download_buttons
from pages.shared.session import routes

PAGE = routes.RUNS


def buttons(app):
    return [button.proto.label for button in app.get("download_button")]


def test_a_finished_run_offers_its_code(add_run, open_page):
    run = add_run("one")
    app = open_page(PAGE, runs=run.run_id)
    assert not app.exception
    assert buttons(app) == ["Download model", "Code"]


def test_a_run_that_is_not_finished_offers_none(add_run, open_page):
    for status in ("failed", "queued"):
        assert buttons(open_page(PAGE, runs=add_run("one", status=status).run_id)) == []


def test_the_code_is_the_script_of_the_run(store, add_run):
    run = add_run("one", settings=("model.cell=GRU",))
    store.describe(run.run_id, data={"class_names": ["negative", "positive"], "notes": []})
    code = download_buttons._script(store.get(run.run_id))
    ast.parse(code)
    assert "layers.GRU(" in code


def test_where_a_file_is_missing_the_code_says_so(store):
    run = store.create(RunConfig())
    store.claim(run.run_id, None)
    store.finish(run.run_id, {"test_accuracy": 0.5, "num_test": 10}, 1.0)
    code = download_buttons._script(store.get(run.run_id))
    assert code.startswith("# ")
    assert ast.parse(code).body == []
