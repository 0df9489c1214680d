"""The Data page for sentences whose tokens have labels: layouts, tags, warnings, errors and the way to Train."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.data.test_page import DATA, numbers, texts
from tests.support.examples.tagged_files import name_sentences, write_conll


@pytest.fixture
def open_sentences(open_page) -> Callable[[Path], AppTest]:
    """The Data page with the path of a file of sentences typed in."""

    def open_file(path: Path) -> AppTest:
        app = open_page(DATA, source="own_tokens")
        assert "sentences with a label for each token" in texts(app) + app.subheader[0].value
        return app.text_input(key="csv_path").set_value(str(path)).run()

    return open_file


def test_a_conll_file_is_drawn_as_words_with_their_tags(open_sentences, tmp_path):
    sentences = name_sentences()
    sentences[3] = [("Rome", "I-PER"), ("is", "O"), ("<b>old</b>", "O")]
    app = open_sentences(write_conll(tmp_path / "names.conll", sentences))
    assert not app.exception
    assert not app.error
    expected = {"sentences": "120", "tokens": f"{sum(map(len, sentences)):,}", "labels": "4"}
    assert expected.items() <= numbers(app).items()
    assert "scheme IOB2. Types: LOC, PER." in texts(app)
    assert "1 label follows another one against the scheme IOB2" in texts(app)
    assert "names.conll: the sentence of line" in texts(app)
    drawn = [element.value for element in app.html if 'class="tagged-words"' in element.value]
    assert len(drawn) == 5
    assert "B-PER" in drawn[0] + drawn[1]
    assert "&lt;b&gt;old&lt;/b&gt;" in drawn[3]
    assert "words with several labels in the training set" in texts(app)
    assert [app.selectbox(key=f"pick_{key}_column").value for key in ("text", "label")] == ["column 1", "column 2"]


def test_what_is_wrong_with_the_file_names_its_line(open_sentences, tmp_path):
    path = write_conll(tmp_path / "names.conll", name_sentences())
    lines = path.read_text().splitlines()
    lines[9] = "alone"
    path.write_text("\n".join(lines))
    app = open_sentences(path)
    assert not app.exception
    assert "names.conll: line 10 has 1 column; the file has 2." in texts(app)


def test_train_on_this_opens_train_with_a_network_that_labels_tokens(open_sentences, tmp_path):
    app = open_sentences(write_conll(tmp_path / "names.conll", name_sentences()))
    app.button(key="train_on_this").click().run()
    assert not app.exception
    assert "120 sentences · 4 labels, one for each token" in texts(app)
    draft = app.session_state["draft"]
    assert draft["dataset"]["task"] == "tokens"
    assert draft["model"]["head"] == "per_step"
    assert (draft["train"]["batching"], draft["text"]["oov"]) == ("by_length", True)


def test_a_file_of_texts_and_one_of_sentences_are_remembered_apart(open_page, reviews_csv, tmp_path):
    path = write_conll(tmp_path / "names.conll", name_sentences())
    app = open_page(DATA, source="own_tokens")
    app.text_input(key="csv_path").set_value(str(path)).run()
    app.segmented_control(key="data_kind").set_value("text").run()
    app.button(key="choose_file").click().run()
    assert app.session_state["data"]["dataset"]["path"] is None
    app.text_input(key="csv_path").set_value(str(reviews_csv)).run()
    assert app.session_state["data"]["dataset"]["task"] == "classes"
    assert numbers(app)["rows"] == "80"
    app.segmented_control(key="data_kind").set_value("tokens").run()
    app.button(key="choose_own_tokens").click().run()
    assert not app.exception
    assert numbers(app)["sentences"] == "120"
