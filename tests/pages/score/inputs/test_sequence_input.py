from tests.support.page_elements import markdown_of, texts, verdicts

SCORE = "pages/score/page.py"
VALUES = "0.4, -0.3, 0.2"


def test_a_new_sequence_is_put_into_the_address(open_page, finish_kind):
    app = open_page(SCORE, runs=finish_kind("sequence").run_id)
    first = app.text_input(key="score_values_future").value
    assert len(first.split(", ")) == 10
    next(button for button in app.button if button.label == "New sequence").click().run()
    second = app.text_input(key="score_values_future").value
    assert first != second
    assert second in app.query_params["values"] or app.query_params["values"] == second
    assert list(app.dataframe[0].value["value"]) == [float(value) for value in second.split(", ")]


def test_a_sequence_with_a_word_gets_an_error(open_page, finish_kind):
    app = open_page(SCORE, runs=finish_kind("sequence").run_id, values="0.1, <b>x</b>")
    assert not app.exception
    assert "Value 2 is '<b>x</b>'." in texts(app)
    assert verdicts(app) == []


def test_another_task_has_its_own_values(open_page, finish_kind):
    future = finish_kind("sequence")
    past = finish_kind("sequence", "forward", "dataset.target=past")
    app = open_page(SCORE, runs=future.run_id, values=VALUES)
    app.multiselect(key="score_runs").set_value([past.run_id]).run()
    assert all(float(value) >= 0 for value in app.text_input(key="score_values_past").value.split(","))
    assert "reading both ways cannot help here" in markdown_of(app)
