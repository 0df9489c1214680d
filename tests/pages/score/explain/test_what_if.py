import pytest
from streamlit.testing.v1 import AppTest

from core.inference.explain.counterfactuals import score_counterfactuals
from core.inference.scorer import Scorer
from tests.support.networks import write_network

TEXT = "a good, long film"


def panel():
    import streamlit as st

    from pages.score.explain.what_if import what_if
    from pages.shared.session import cache

    what_if(cache.store().list(("finished",)), st.session_state["typed"])


@pytest.fixture
def run(finish_run, tmp_path):
    return finish_run(write_network(tmp_path / "network"), tmp_path / "network", "one")


@pytest.fixture
def app(run):
    return open_panel(TEXT)


def open_panel(text):
    app = AppTest.from_function(panel, default_timeout=30)
    app.session_state["typed"] = text
    app.run()
    assert not app.exception
    return app


def change(app, kind, place=None, base=None):
    if base is not None:
        app.selectbox(key="what_if_base").set_value(base).run()
    app.segmented_control(key="what_if_change").set_value(kind).run()
    if place is not None:
        word_box(app).set_value(place).run()


def word_box(app):
    return next(box for box in app.selectbox if box.label == "Word")


def text_box(app):
    return next(box for box in app.text_input if box.label == "Text")


def attempt(app):
    next(button for button in app.button if button.label == "Try it").click().run()
    assert not app.exception


def rows(app):
    return app.dataframe[0].value


def test_the_original_is_the_first_row(app):
    assert rows(app)["Text"].tolist() == [TEXT]
    assert rows(app)["Edit"].tolist() == ["Original"]
    assert [button.label for button in app.button] == ["Try it"]


@pytest.mark.parametrize(
    ("kind", "place", "text", "done"),
    [
        ("delete", 1, "a , long film", "deleted “good”"),
        ("swap", 1, "a long, good film", "swapped “good” and “long”"),
        ("swap", 3, "a good, film long", "swapped “long” and “film”"),
        ("negate", 2, "a good, not long film", "negated “long”"),
    ],
)
def test_an_edit_is_a_row_below_the_original_with_its_effect(app, run, kind, place, text, done):
    change(app, kind, place)
    attempt(app)
    assert rows(app)["Text"].tolist() == [TEXT, text]
    assert rows(app)["Edit"].tolist() == ["Original", f"└ 1 · {done}"]
    (effect,) = score_counterfactuals(Scorer(run.folder, run.config), TEXT, [text])
    cell = rows(app)["one: good"].tolist()[1]
    assert cell.startswith(f"{effect.probability:.1%} · ".replace("%", " %"))
    assert f"{effect.log_odds_change:+.2f}".replace("-", "−") in cell
    assert ("▲" in cell) is (effect.probability_change >= 0)


def test_a_word_is_replaced_and_a_text_is_edited_freely(app):
    change(app, "replace", 1)
    app.text_input(key="what_if_new").set_value("=1+1 <b>bad</b>")
    attempt(app)
    change(app, "free")
    text_box(app).set_value("quite another text")
    attempt(app)
    assert rows(app)["Text"].tolist() == [TEXT, "a =1+1 <b>bad</b>, long film", "quite another text"]
    assert all("<b>" not in element.value for element in (*app.markdown, *app.caption))


def test_an_edit_starts_from_another_and_undo_removes_the_last(app):
    change(app, "delete", 0)
    attempt(app)
    change(app, "delete", 2, base=1)
    attempt(app)
    assert rows(app)["Text"].tolist() == [TEXT, "good, long film", "good, long"]
    app.button(key="what_if_undo").click().run()
    assert rows(app)["Text"].tolist() == [TEXT, "good, long film"]
    assert app.selectbox(key="what_if_base").value == 0
    app.button(key="what_if_clear").click().run()
    assert rows(app)["Text"].tolist() == [TEXT]


def test_edits_are_a_tree_with_the_effect_of_the_last_edit_and_of_the_path(app, run):
    for place, base in ((3, 0), (1, 0), (2, 1)):  # the third is made from the first
        change(app, "delete", place, base)
        attempt(app)
    texts = [TEXT, "a good, long", "a good", "a , long film"]
    indent = "\N{EM SPACE}"
    done = ["Original", "└ 1 · deleted “film”", f"{indent}└ 3 · deleted “long”", "└ 2 · deleted “good”"]
    assert [text.rstrip(" ,") for text in rows(app)["Text"]] == texts
    assert rows(app)["Edit"].tolist() == app.selectbox(key="what_if_base").options == done
    cells = rows(app)["one: good"].tolist()
    base, last = score_counterfactuals(Scorer(run.folder, run.config), TEXT, rows(app)["Text"].tolist()[1:3])
    step, whole = (
        [f"{100 * points:+.1f}".replace("-", "−"), f"{odds:+.2f}".replace("-", "−")]
        for points, odds in (
            (last.probability_change - base.probability_change, last.log_odds_change - base.log_odds_change),
            (last.probability_change, last.log_odds_change),
        )
    )
    assert f" {step[0]} points (" in cells[2]
    assert f" {whole[0]}) · log-odds {step[1]} ({whole[1]})" in cells[2]
    assert "(" not in cells[1] + cells[3]
    app.button(key="what_if_undo").click().run()
    assert rows(app)["Edit"].tolist() == [done[0], done[1], done[3]]


def test_a_new_predicted_class_is_named_at_the_edit_that_causes_it(run):
    texts = ["not film lovely", "very lovely very", "very lovely", "not film lovely"]
    app = open_panel(texts[0])
    for base, text in enumerate(texts[1:]):
        change(app, "free", base=base)
        text_box(app).set_value(text)
        attempt(app)
    verdicts = [score.label for score in Scorer(run.folder, run.config).score(texts)]
    assert verdicts == ["bad", "good", "good", "bad"]
    cells = rows(app)["one: good"].tolist()
    assert ["now good" in cell for cell in cells] == [False, True, False, False]
    assert ["now bad" in cell for cell in cells] == [False, False, False, True]


def test_an_edit_without_a_change_is_no_row(app):
    change(app, "replace", 1)
    attempt(app)
    change(app, "free")
    attempt(app)
    assert len(rows(app)) == 1


def test_another_original_has_no_edits(app):
    change(app, "delete", 3)
    attempt(app)
    app.session_state["typed"] = "bad"
    app.run()
    assert not app.exception
    assert rows(app)["Text"].tolist() == ["bad"]
    assert word_box(app).value == 0


def test_an_earlier_text_still_has_its_edits(app):
    change(app, "delete", 3)
    attempt(app)
    for text, expected in ((f"{TEXT}s", [f"{TEXT}s"]), (TEXT, [TEXT, "a good, long"])):
        app.session_state["typed"] = text
        app.run()
        assert not app.exception
        assert rows(app)["Text"].tolist() == expected
    app.button(key="what_if_clear").click().run()
    for text in ("bad", TEXT):
        app.session_state["typed"] = text
        app.run()
    assert rows(app)["Text"].tolist() == [TEXT]


@pytest.mark.parametrize("text", ["?!", "film", "w " * 50_000, "**a** <b> 😀 ﷽ \u0000"])
def test_any_text_can_be_edited(run, text):
    app = open_panel(text)
    for kind in ("delete", "swap", "negate"):
        change(app, kind)
        attempt(app)
    assert rows(app)["Text"].tolist()[0] == text


def test_the_words_are_those_of_the_tokenizer_of_the_first_network(finish_run, tmp_path):
    finish_run(write_network(tmp_path / "network", tokenizer="words"), tmp_path / "network", "words")
    app = open_panel("isn't good!")
    assert word_box(app).options == ["1 · is", "2 · n't", "3 · good", "4 · !"]
    change(app, "delete", 1)
    attempt(app)
    assert rows(app)["Text"].tolist() == ["isn't good!", "is good!"]


def test_the_words_of_another_text_have_another_box(app):
    first = word_box(app).key
    change(app, "delete", 0)
    attempt(app)
    assert word_box(app).key == first
    change(app, "delete", base=1)
    assert word_box(app).key != first
    assert (word_box(app).value, word_box(app).options[0]) == (0, "1 · good")


def test_the_session_stores_plain_values(app):
    change(app, "negate", 1)
    attempt(app)
    assert app.session_state["what_if"] == {
        "original": TEXT, "edits": [{"base": 0, "description": "negated “good”", "text": "a not good, long film"}],
    }  # fmt: skip


def test_a_run_without_its_files_has_an_error(run):
    (run.folder / "model.onnx").unlink()
    app = open_panel(TEXT)
    assert any("model.onnx is missing" in text.value for text in app.text)
    assert rows(app)["Text"].tolist() == [TEXT]
