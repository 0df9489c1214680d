"""The filters of the Runs page."""

from pages.shared.session import routes

PAGE = routes.RUNS


def test_one_button_clears_filters_that_no_run_matches(open_page, add_run):
    add_run("good one", tags=("demo",))
    add_run("bad one", status="failed")
    app = open_page(PAGE, find="good", tag="demo", status="failed")
    assert not app.dataframe
    app.button(key="clear_filters").click().run()
    assert not app.exception
    assert list(app.dataframe[0].value["name"]) == ["bad one", "good one"]
    assert not {"find", "tag", "status"} & set(app.query_params)
