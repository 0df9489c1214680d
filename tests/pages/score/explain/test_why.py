import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.inference.explain.attribution import leave_one_out
from core.inference.explain.direction_split import direction_split
from core.inference.explain.incremental import incremental_predictions
from core.inference.explain.sentences import attribution_sentence, split_sentence, trace_sentences
from core.inference.scorer import Scorer
from tests.support.networks import random_scorer, write_network
from tests.support.page_elements import RenderedHtml

TEXT = "The film was not bad, but long"
EVIL = "good <img src=x onerror=alert(1)> **film** [l](javascript:alert(1)) &lt; \"' film"


def panels():
    import streamlit as st

    from pages.score.explain.why import why
    from pages.shared.session import cache

    why(cache.store().list(("finished",))[::-1], st.session_state["typed"])


@pytest.fixture(scope="module")
def scorer(tmp_path_factory):
    return random_scorer(tmp_path_factory.mktemp("network"), maxlen=12)


@pytest.fixture
def runs(finish_run, tmp_path):
    return [
        finish_run(write_network(tmp_path / direction, direction=direction, merge_mode=merge_mode),
                   tmp_path / direction, f"{direction} *one*")
        for direction, merge_mode in (("forward", "concat"), ("bidirectional", "mul"))
    ]  # fmt: skip


def open_panels(text, choice=None):
    app = AppTest.from_function(panels, default_timeout=30)
    app.session_state["typed"] = text
    app.run()
    if choice:
        app.segmented_control(key="why").set_value(choice).run()
    assert not app.exception
    return app


def texts(app):
    return [text.value for text in app.text]


def test_nothing_is_computed_until_an_explanation_is_chosen(runs, monkeypatch):
    monkeypatch.setattr(Scorer, "encode", lambda *_: pytest.fail("encoded"))
    app = open_panels(TEXT)
    assert app.segmented_control(key="why").value is None
    assert texts(app) == []


def test_the_words_are_highlighted_with_their_attributions_for_each_run(runs):
    app = open_panels(TEXT, "words")
    for run, highlighted, table in zip(runs, app.html, app.dataframe, strict=True):
        attributions = leave_one_out(Scorer(run.folder, run.config), TEXT)
        assert RenderedHtml(highlighted.value).text.startswith(TEXT)
        assert attribution_sentence(attributions) in texts(app)
        expected = [each.change for each in attributions.words]
        assert table.value["Log-odds"].tolist() == pytest.approx(expected)
    assert [text for text in texts(app) if "*one*" in text] == ["forward *one*", "bidirectional *one*"]


def test_the_directions_have_a_sentence_and_mul_cannot_be_split(runs):
    app = open_panels(TEXT, "directions")
    forward, both = (direction_split(Scorer(run.folder, run.config), TEXT) for run in runs)
    assert split_sentence(forward) in texts(app)
    assert ", bias " in split_sentence(forward)
    assert split_sentence(both).startswith("The sum over the directions and the bias is ")
    assert both.method.startswith("Cannot be split")
    assert both.method in texts(app)


def test_the_incremental_predictions_have_sentences(runs):
    app = open_panels(TEXT, "reading")
    for run in runs:
        for sentence in trace_sentences(incremental_predictions(Scorer(run.folder, run.config), TEXT)):
            assert sentence in texts(app)


@pytest.mark.parametrize("choice", ["words", "directions", "reading"])
@pytest.mark.parametrize(
    "text", [EVIL, "?!", "film " * 3_000, "😀‮\u200b漢字 ‏שלום"], ids=["html", "no word", "long", "other"]
)
def test_any_text_gets_a_panel_or_a_sentence_and_is_never_rendered(runs, choice, text):
    app = open_panels(text, choice)
    for element in (*app.markdown, *app.caption):
        assert "alert(1)" not in element.value
    for element in app.html:
        assert RenderedHtml(element.value).tags <= {"div", "span"}
    if text == "?!":
        assert sum(line.startswith("The network reads no word of this text.") for line in texts(app)) == 2


def test_a_run_without_its_files_has_an_error_and_the_other_a_panel(runs):
    (runs[0].folder / "model.onnx").unlink()
    app = open_panels(TEXT, "words")
    assert len(app.html) == 1
    assert any("model.onnx is missing" in line for line in texts(app))


def test_networks_of_images_and_blank_texts_have_no_panel(finish_run):
    finish_run(RunConfig.from_dict({"dataset": {"name": "digits"}, "model": {"head": "logits"}}))
    assert len(open_panels(TEXT).segmented_control) == 0
    assert len(open_panels("  ").segmented_control) == 0
