from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

DATA = "pages/data/page.py"


@pytest.fixture
def open_labels(open_page, tmp_path: Path):
    """The Data page with a file of some texts with each of these labels."""

    def open_labels(*labels: str) -> AppTest:
        path = tmp_path / "own.csv"
        lines = [f"a text of row {row} {place},{label}" for row in range(20) for place, label in enumerate(labels)]
        path.write_text("\n".join(["text,label", *lines]), encoding="utf-8")
        app = open_page(DATA, source="file")
        return app.text_input(key="csv_path").set_value(str(path)).run()

    return open_labels


def classes(app: AppTest) -> dict[str, str]:
    """The class in the box of each label."""
    assert not app.exception
    lines = [box for box in app.text_input if (box.key or "").startswith("class_")]
    return {box.label.removeprefix("Class of "): box.value for box in lines}


def rename(app: AppTest, place: int, name: str) -> None:
    app.text_input(key=f"class_{place}").set_value(name).run()


def num_classes(app: AppTest) -> str:
    return {metric.label: metric.value for metric in app.metric}["classes"]


def written(app: AppTest) -> str | None:
    return app.text_input(key="data.dataset.classes").value


def test_labels_are_merged_renamed_and_dropped_line_by_line(open_labels):
    app = open_labels("1", "2", "3", "4")
    assert classes(app) == {"1": "1", "2": "2", "3": "3", "4": "4"}
    assert "3 (20)" in [text.value for text in app.text]
    rename(app, 0, "bad")
    rename(app, 1, " bad ")
    rename(app, 2, "")
    assert written(app) == "1 and 2: bad; 3: drop"
    assert classes(app) == {"1": "bad", "2": "bad", "3": "", "4": "4"}
    assert num_classes(app) == "2"
    for place, name in enumerate("123"):
        rename(app, place, name)
    assert app.session_state["data"]["dataset"]["classes"] is None
    assert num_classes(app) == "4"


def test_the_lines_follow_the_text_of_the_rules(open_labels):
    app = open_labels("1", "2", "3")
    app.text_input(key="data.dataset.classes").set_value("2 and 3: high").run()
    assert classes(app) == {"1": "1", "2": "high", "3": "high"}


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ("9: high", "dataset.classes names the label '9'"),
        ("1 high", "dataset.classes is '1 high'"),
        ("1 and 2 and 3: one", "every usable row has the label 'one'"),
        ("1 and 2 and 3: drop", "Leave at least two classes in dataset.classes"),
    ],
)
def test_what_is_wrong_with_the_rules_is_said_beside_them(open_labels, rules, sentence):
    app = open_labels("1", "2", "3")
    app.text_input(key="data.dataset.classes").set_value(rules).run()
    errors = [element.value.replace("\\", "") for element in app.markdown if ":red[" in element.value]
    assert [error for error in errors if sentence in error]
    assert (classes(app) == {}) == (rules == "1 high")
    app.text_input(key="data.dataset.classes").set_value("1 and 2: low").run()
    assert classes(app) == {"1": "low", "2": "low", "3": "3"}
    assert num_classes(app) == "2"


def test_an_error_of_other_settings_does_not_stand_beside_the_rules(open_labels):
    app = open_labels("1", "2", "3")
    app.text_input(key="data.dataset.classes").set_value("1 and 2: low").run()
    app.text_input(key="data.dataset.joined_columns").set_value("text, title").run()
    assert any("no column 'title'" in text.value for text in app.text)
    assert not [element.value for element in app.markdown if ":red[" in element.value]


def test_many_labels_have_the_text_of_the_rules_alone(open_labels):
    app = open_labels(*(f"label {number}" for number in range(51)))
    assert classes(app) == {}
    app.text_input(key="data.dataset.classes").set_value("label 1 and label 2: one").run()
    assert num_classes(app) == "50"


def test_spellings_are_asked_about_until_they_are_merged(open_labels):
    app = open_labels("Spam", "spam", "ham")
    assert classes(app) == {"ham": "ham", "Spam": "Spam"}
    assert any("also as 'spam' (20)" in element.value.replace("\\", "") for element in app.markdown)
    app.button(key="merge_spellings").click().run()
    assert "merge_spellings" not in [button.key for button in app.button]
    assert num_classes(app) == "2"


def test_spellings_are_kept_apart_also_where_merging_leaves_one_class(open_labels):
    app = open_labels("Spam", "spam")
    assert any("every usable row has the label" in text.value for text in app.text)
    app.button(key="keep_spellings").click().run()
    assert num_classes(app) == "2"
    assert app.session_state["data"]["dataset"]["merge_spellings"] is False
    assert "keep_spellings" not in [button.key for button in app.button]


def test_another_column_of_labels_begins_without_rules(open_page, tmp_path: Path):
    path = tmp_path / "own.csv"
    rows = "".join(f"a text {row},{row % 2},{'abc'[row % 3]}\n" for row in range(30))
    path.write_text(f"text,label,topic\n{rows}", encoding="utf-8")
    app = open_page(DATA, source="file")
    app.text_input(key="csv_path").set_value(str(path)).run()
    rename(app, 0, "no")
    assert written(app) == "0: no"
    app.selectbox(key="pick_label_column").set_value("topic").run()
    assert classes(app) == {"a": "a", "b": "b", "c": "c"}
