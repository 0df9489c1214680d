from pages.score.inputs.examples import EXAMPLES
from tests.support.page_elements import click_key, verdicts

SCORE = "pages/score/page.py"


def test_the_presenter_view_has_only_the_box_the_predictions_and_why(open_page, showcase_pair):
    app = open_page(SCORE, text="a lovely film", present="1", why="Words")
    assert not app.exception
    assert len(verdicts(app)) == 2
    assert not app.multiselect
    assert not app.pills
    assert {button.key for button in app.button} == {
        f"present_{name}" for name in ("next", "clear", "toggle", "why", "leave")
    }
    click_key(app, "present_next")
    assert app.text_input(key="score_text").value == EXAMPLES[0].text
    click_key(app, "present_next")
    assert app.text_input(key="score_text").value == EXAMPLES[1].text
    for number in (1, 1, 2):
        click_key(app, "present_toggle")
        assert len(verdicts(app)) == number
    click_key(app, "present_why")
    assert app.query_params["why"] == "Directions"
    click_key(app, "present_clear")
    assert app.text_input(key="score_text").value == ""
    click_key(app, "present_leave")
    assert app.multiselect(key="score_runs").value == [run.run_id for run in showcase_pair]
    assert "present" not in app.query_params


def test_next_example_continues_after_other_controls_were_used(open_page, showcase_pair):
    app = click_key(open_page(SCORE), "score_present")
    names = []
    for key in ("present_why", "present_toggle", "present_why"):
        click_key(app, "present_next")
        names.append(app.text_input(key="score_text").value)
        click_key(app, key)
        app.run()
    assert names == [example.text for example in EXAMPLES[:3]]


def test_why_stays_open_except_in_the_presenter_view(open_page, showcase_pair):
    app = open_page(SCORE, text="a film", panel="Why", why="Words")
    assert app.segmented_control(key="why").proto.required
    click_key(app, "score_present")
    assert app.segmented_control(key="why").value == "words"
    assert not app.segmented_control(key="why").proto.required
