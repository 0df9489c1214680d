from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

DATA = "pages/data/page.py"


@pytest.fixture
def open_file(open_page, tmp_path: Path):
    """The Data page with a file of this content, chosen by its path."""

    def open_file(content: str | bytes, name: str = "own.csv") -> AppTest:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        app = open_page(DATA, source="file")
        return app.text_input(key="csv_path").set_value(str(path)).run()

    return open_file


def rows(labels: tuple[str, str] = ("good", "bad"), number: int = 40) -> str:
    return "".join(f"a text of row {row},{labels[row % 2]}\n" for row in range(number))


def notes(app: AppTest) -> str:
    return "\n".join(element.value for element in app.text)


def test_a_delimiter_is_chosen_from_the_usual_ones_and_read_with(open_file):
    app = open_file("label;text,more\n" + "".join(f"{row % 2};text {row},{row}\n" for row in range(40)))
    app.selectbox(key="data.dataset.delimiter").set_value(";").run()
    assert not app.exception
    assert "columns separated by semicolons" in notes(app)
    assert "How the file is read (1 set)" in [expander.label for expander in app.expander]
    app.button(key="detect_again").click().run()
    assert app.session_state["data"]["dataset"]["delimiter"] is None


def test_another_file_is_detected_anew(open_file, tmp_path: Path):
    app = open_file("text,label\n" + rows())
    app.selectbox(key="data.dataset.delimiter").set_value(",").run()
    (tmp_path / "other.csv").write_text("text;label\n" + rows().replace(",", ";"))
    app.text_input(key="csv_path").set_value(str(tmp_path / "other.csv")).run()
    assert app.session_state["data"]["dataset"]["delimiter"] is None
    assert "columns separated by semicolons" in notes(app)


def test_a_doubt_is_a_question_and_the_answer_a_setting(open_file):
    app = open_file("text,good\n" + rows())
    questions = [button for button in app.button if button.key.startswith("answer_header")]
    assert questions
    questions[-1].click().run()
    assert app.session_state["data"]["dataset"]["header"] != "auto"
    assert not [button for button in app.button if button.key.startswith("answer_header")]


def test_a_doubt_is_asked_beside_the_error_that_its_answer_resolves(open_file):
    app = open_file("first,b\n" + "".join(f"c{row},d{row}\n" for row in range(20)) + "e,f,g\n")
    assert "row 21 has 3 cells" in notes(app)
    app.button(key="answer_header_1").click().run()
    assert not app.exception
    assert app.session_state["data"]["dataset"]["header"] == "no"
    assert "row 22 has 3 cells" in notes(app)
    assert "answer_header_0" not in [button.key for button in app.button]


def test_classes_are_merged_by_the_setting(open_file):
    app = open_file("text,label\n" + rows(("1", "2")) + rows(("3", "3"), 10))
    app.text_input(key="data.dataset.classes").set_value("2 and 3: high").run()
    assert not app.exception
    assert {metric.label: metric.value for metric in app.metric}["classes"] == "2"


def test_an_encoding_in_doubt_is_asked_with_a_line_of_the_file(open_file):
    lines = [f"отличный фильм, очень понравился {row};хорошо\nужасный скучный фильм {row};плохо" for row in range(20)]
    app = open_file("\n".join(["текст;метка", *lines]).encode("cp1251"))
    assert not app.exception
    assert "Read as CP1251" in notes(app)
    assert app.selectbox(key="pick_text_column").value == "текст"
    app.selectbox(key="data.dataset.encoding").set_value("koi8-r").run()
    assert "Read as KOI8-R" in notes(app)
    assert app.selectbox(key="pick_text_column").value != "текст"


def test_a_setting_that_does_not_fit_is_an_error_and_its_control_stays(open_file):
    app = open_file("text,label\n" + rows())
    box = app.selectbox(key="data.dataset.encoding")
    box.options.append("klingon")  # which is typed
    box.set_value("klingon").run()
    assert not app.exception
    assert any("dataset.encoding is 'klingon'" in element.value for element in app.text)
    app.button(key="detect_again").click().run()
    assert {metric.label: metric.value for metric in app.metric}["classes"] == "2"


@pytest.mark.parametrize("emptied", ["", "  "])
def test_an_emptied_box_detects_again(open_file, emptied):
    app = open_file("text,label\n" + rows())
    app.text_input(key="data.dataset.joined_columns").set_value(" text ").run()
    assert app.session_state["data"]["dataset"]["joined_columns"] == "text"
    app.text_input(key="data.dataset.joined_columns").set_value(emptied).run()
    assert {metric.label: metric.value for metric in app.metric}["classes"] == "2"
    assert app.session_state["data"]["dataset"]["joined_columns"] is None


def test_a_word_that_was_typed_can_be_cleared(open_file):
    app = open_file("text,label\n" + rows())
    app.selectbox(key="data.dataset.encoding").set_value("cp1251").run()
    box = app.selectbox(key="data.dataset.encoding")
    assert box.value == "cp1251"
    assert not box.proto.HasField("default"), "the browser offers no way to clear a box with a default"
    box.set_value(None).run()
    assert app.session_state["data"]["dataset"]["encoding"] is None
