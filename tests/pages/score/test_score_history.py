from streamlit.testing.v1 import AppTest

from core.inference.scorer import Scorer
from pages.score import score_history
from pages.score.inputs.examples import EXAMPLES
from tests.support.page_elements import click_key

SCORE = "pages/score/page.py"


def history_rows(app: AppTest) -> list[list[object]]:
    return app.dataframe[-1].value.to_numpy().tolist()


def entry(text: str, pinned: bool = False, name: str = "one", run_id: str = "a") -> dict:
    prediction = {"name": name, "shape": "▲", "label": "=good", "probability": 0.75}
    return {"text": text, "pinned": pinned, "predictions": {run_id: prediction}}


def test_submitted_texts_are_listed_with_every_prediction_newest_first(open_page, showcase_pair):
    app = open_page(SCORE, panel="History")
    assert any(caption.value.startswith("No texts yet") for caption in app.caption)
    app.text_input(key="score_text").set_value("half a sent").run()
    for name in ("Negation", "Contrast", "Negation"):
        app.pills(key="score_example").set_value(name).run()
    rows = history_rows(app)
    assert [row[0] for row in rows] == [EXAMPLES[0].text, EXAMPLES[2].text]
    for place, run in enumerate(showcase_pair, start=1):
        score = Scorer(run.folder, run.config).score([EXAMPLES[0].text])[0]
        shape = "▼" if score.label == "bad" else "▲"
        assert rows[0][place] == f"{shape} {score.label} {100 * score.probabilities[score.label]:.1f} %"


def test_undo_restores_text_by_text_and_clear_can_be_undone(open_page, showcase_pair):
    app = open_page(SCORE)
    assert app.button(key="score_undo").disabled
    app.text_input(key="score_text").set_value("typed").run()
    app.pills(key="score_example").set_value("Not bad").run()
    click_key(app, "score_clear")
    assert app.text_input(key="score_text").value == ""
    restored = []
    for _ in range(3):
        click_key(app, "score_undo")
        restored.append(app.text_input(key="score_text").value)
    assert restored == [EXAMPLES[1].text, "typed", ""]
    assert app.button(key="score_undo").disabled


def test_pinned_texts_are_first_and_are_not_cleared(monkeypatch):
    monkeypatch.setattr(score_history.st, "session_state", {score_history.ENTRIES: [entry("new"), entry("old")]})
    score_history.toggle_pin("old")
    assert [entry["text"] for entry in score_history.sorted_entries()] == ["old", "new"]
    score_history.clear_history()
    assert [entry["text"] for entry in score_history.sorted_entries()] == ["old"]
    score_history.toggle_pin("old")
    assert [entry["pinned"] for entry in score_history.sorted_entries()] == [False]


def test_the_history_is_downloaded_without_a_session(open_page, showcase_pair, monkeypatch):
    downloads = []
    monkeypatch.setattr(score_history.st, "download_button", lambda label, data, *_, **__: downloads.append(data))
    app = open_page(SCORE, panel="History")
    app.pills(key="score_example").set_value("Negation").run()
    assert not app.exception
    assert EXAMPLES[0].text in downloads[-1]().decode("utf-8-sig")


def test_a_new_text_in_the_history_clears_the_selected_row(open_page, showcase_pair):
    app = open_page(SCORE, panel="History")
    app.pills(key="score_example").set_value("Negation").run()
    before = app.dataframe[-1].proto.id
    app.pills(key="score_example").set_value("Contrast").run()
    assert app.dataframe[-1].proto.id != before
    assert app.button(key="score_pin").disabled
