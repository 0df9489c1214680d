import pytest

from pages.score import panels

SCORE = "pages/score/page.py"


def test_a_link_opens_a_panel_and_the_others_stay_closed(open_page, showcase_pair, monkeypatch):
    opened = []
    for name in ("why", "what_if", "many", "model_button"):
        monkeypatch.setattr(panels, name, lambda *_, name=name: opened.append(name))
    app = open_page(SCORE, text="a film")
    assert opened == []
    app = open_page(SCORE, text="a film", panel="What if")
    assert set(opened) == {"what_if"}
    for panel, function in (("why", "why"), ("batch", "many"), ("download", "model_button"), ("history", None)):
        opened.clear()
        app.segmented_control(key="panel").set_value(panel).run()
        assert not app.exception
        assert set(opened) == ({function} if function else set())


def test_a_link_to_why_explains_the_words_unless_it_names_another_explanation(open_page, showcase_pair, monkeypatch):
    monkeypatch.setattr(panels, "why", lambda *_: None)
    assert open_page(SCORE, text="a film", panel="Why").session_state["why"] == "words"
    assert "why" not in open_page(SCORE, text="a film", panel="Why", why="Directions").session_state


@pytest.mark.parametrize(("old", "panel"), [("Many", "batch"), ("Take\N{SPACE}away", "download")])
def test_a_link_with_the_old_name_of_a_panel_opens_it(open_page, showcase_pair, old, panel):
    app = open_page(SCORE, text="a film", panel=old)
    assert app.segmented_control(key="panel").value == panel
    assert not app.exception


def test_the_address_of_a_batch_result_opens_its_panel(open_page, showcase_pair):
    app = open_page(SCORE, many="gone")
    assert app.segmented_control(key="panel").value == "batch"
