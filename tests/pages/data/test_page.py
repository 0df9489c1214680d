from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.comparisons.tagged_texts import tagged_config

DATA, TRAIN = "pages/data/page.py", "pages/train/page.py"


def texts(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.text, app.markdown, app.caption) for element in kind)


def numbers(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.fixture
def open_csv(open_page):
    """The Data page with the path of a file typed in."""

    def open_file(path: Path) -> AppTest:
        app = open_page(DATA, source="file")
        return app.text_input(key="csv_path").set_value(str(path)).run()

    return open_file


def test_a_link_opens_its_source_and_the_shapes_that_training_will_see(open_page):
    app = open_page(DATA, source="rotten_tomatoes")
    assert not app.exception
    assert not app.error
    assert app.header[0].value == "Rotten Tomatoes sentences"
    assert numbers(app)["classes"] == "2"
    shapes = app.dataframe[-1].value
    assert list(shapes["part"]) == ["train", "validation", "test"]
    assert all(shape.endswith(", 200)") for shape in shapes["shape"])


def test_a_link_to_an_unknown_source_shows_the_default(open_page):
    app = open_page(DATA, source="../../etc/passwd")
    assert not app.exception
    assert app.header[0].value == "IMDb reviews"


def test_a_csv_is_read_by_path_with_guessed_columns(open_csv, reviews_csv: Path):
    app = open_csv(reviews_csv)
    assert numbers(app)["rows"] == "80"
    assert [app.selectbox(key=f"pick_{key}_column").value for key in ("text", "label")] == ["text", "label"]
    assert "Read as UTF-8" in texts(app)
    assert "No test text is also in the" in texts(app)


def test_an_upload_is_kept_in_the_workspace_under_its_content(open_page, reviews_csv: Path, tmp_path: Path):
    app = open_page(DATA, source="file")
    app.file_uploader(key="upload").upload("../my reviews.csv", reviews_csv.read_bytes()).run()
    (kept,) = (tmp_path / "uploads").rglob("*.csv")
    assert kept.name == "my reviews.csv"
    assert kept.read_bytes() == reviews_csv.read_bytes()
    assert app.header[0].value == r"my reviews\.csv"


def test_maxlen_tells_how_many_texts_it_cuts_without_reading_them_again(open_csv, reviews_csv: Path, monkeypatch):
    app = open_csv(reviews_csv)
    monkeypatch.setattr("core.runs.jobs.preview_job.preview_dataset", None)
    app.number_input(key="data.text.maxlen").set_value(3).run()
    assert not app.exception
    assert "of texts are longer than maxlen" in texts(app)
    assert app.dataframe[-1].value["shape"].str.endswith(", 3)").all()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("text,label\n", "no data row"),
        ("text,label\nonly one,good\nand another,good\n", "every usable row has the label 'good'"),
        ("just text\na\nb\n", "one text on each line, and no labels"),
        ("text,label\na,x\nb,y\n", "class"),
    ],
)
def test_a_csv_that_cannot_be_used_gets_a_sentence_and_the_settings_stay(open_csv, tmp_path: Path, content, message):
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    app = open_csv(path)
    assert not app.exception
    assert message in texts(app)
    assert app.text_input(key="csv_path").value == str(path)
    assert not [button for button in app.button if button.key == "train_on_this"]


def test_a_missing_file_is_named(open_csv, tmp_path: Path):
    assert "nowhere.csv" in texts(open_csv(tmp_path / "nowhere.csv"))


def test_another_label_column_mends_a_wrong_one(open_csv, tmp_path: Path):
    path = tmp_path / "ids.csv"
    rows = [f"text number {number},{number},{('x', 'y')[number % 2]}" for number in range(40)]
    path.write_text("\n".join(["text,label,kind", *rows]), encoding="utf-8")
    app = open_csv(path)
    app.selectbox(key="pick_label_column").select("label").run()
    assert "has 40 different labels" in texts(app)
    app.selectbox(key="pick_label_column").select("kind").run()
    assert numbers(app)["classes"] == "2"


def test_near_duplicates_are_a_warning_until_a_setting_removes_them(open_csv, tmp_path: Path):
    path = tmp_path / "copies.csv"
    rows = [f"text {number // 2}{'.' * (number % 2)},{('x', 'y')[number // 2 % 2]}" for number in range(120)]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    app = open_csv(path)
    assert "with the same words in the same order as a training or validation text" in texts(app)
    assert numbers(app)["rows"] == "120"
    app.toggle(key="data.dataset.drop_near_duplicates").set_value(True).run()
    assert not app.exception
    assert "with the same words in the same order" not in texts(app)
    assert numbers(app)["rows"] == "60"
    assert "60 near-duplicate texts (equal but for case, spaces and punctuation) were removed" in texts(app)


def test_the_train_page_says_that_near_duplicates_are_removed(open_csv, reviews_csv: Path):
    app = open_csv(reviews_csv)
    app.toggle(key="data.dataset.drop_near_duplicates").set_value(True).run()
    app.button(key="train_on_this").click().run()
    assert app.session_state["draft"]["dataset"]["drop_near_duplicates"]
    assert "seed 42 · near-duplicates removed" in texts(app)


def test_data_with_a_test_set_of_their_own_offer_no_removal_of_near_duplicates(open_page):
    assert "drop_near_duplicates" not in [one.label for one in open_page(DATA, source="digits").toggle]
    assert "drop_near_duplicates" in [one.label for one in open_page(DATA, source="imdb").toggle]


def test_hostile_words_are_shown_as_they_are(open_csv, tmp_path: Path):
    path = tmp_path / "hostile [x](y).csv"
    label = "<script>alert(1)</script>"
    rows = [
        f'"![i](https://e.x/i.png) <b>{number}</b> =1+1",{(label, "**b**")[number % 9 == 0]}' for number in range(40)
    ]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    app = open_csv(path)
    assert not app.exception
    assert app.dataframe[0].value["label"].iloc[1] == label
    assert app.header[0].value == r"hostile \[x\]\(y\)\.csv"
    assert not any(label in element.value or "](https" in element.value for element in app.markdown)


def test_train_on_this_carries_the_data_and_a_head_that_fits(open_csv, tmp_path: Path):
    path = tmp_path / "three.csv"
    rows = [f"text number {number} of it,{('a', 'b', 'c')[number % 3]}" for number in range(60)]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    app = open_csv(path)
    app.number_input(key="data.text.maxlen").set_value(7).run()
    app.button(key="train_on_this").click().run()
    assert app.title[0].value == "Train"
    draft = app.session_state["draft"]
    assert draft["dataset"]["path"] == str(path)
    assert (draft["text"]["maxlen"], draft["model"]["head"]) == (7, "softmax")
    assert app.selectbox(key="train_data").value == "file"


def test_looking_at_other_data_does_not_change_what_will_be_trained(open_page):
    app = open_page(DATA, source="rotten_tomatoes")
    app.switch_page(TRAIN).run()
    assert app.selectbox(key="train_data").value == "imdb"


def test_once_looked_at_the_train_page_warns_of_a_maxlen_that_cuts_most_texts(open_csv, reviews_csv: Path):
    app = open_csv(reviews_csv)
    app.button(key="train_on_this").click().run()
    app.switch_page(TRAIN).run()  # AppTest does not follow `st.switch_page` for later runs
    assert not any("will be truncated" in warning.value for warning in app.warning)
    app.number_input(key="draft.text.maxlen").set_value(2).run()
    assert any(
        "100.0 % of texts are longer than `maxlen` and will be truncated" in warning.value for warning in app.warning
    )


def test_several_labels_are_proposed_chosen_and_taken_to_train(open_csv, tmp_path: Path):
    app = open_csv(Path(tagged_config(tmp_path).dataset.path))
    assert "Set dataset.label_separator to '|'" in texts(app)
    app = app.selectbox(key="data.dataset.label_separator").set_value("|").run()
    assert not app.exception
    assert numbers(app)["classes"] == "3"
    assert "texts have none of the labels; they were kept" in texts(app)
    app.button(key="train_on_this").click().run()
    app.switch_page(TRAIN).run()
    assert not app.exception
    assert app.session_state["draft"]["model"]["head"] == "multi_label"
