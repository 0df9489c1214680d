import csv
import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.catalog import SOURCES
from core.data.sources.downloaded import keras_imdb, ud_english
from core.data.sources.downloaded import mnist as mnist_source
from core.errors import DatasetError
from pages.data.array_view import TARGETS
from tests.support.invented_source import HAIKU

DATA, TRAIN = "pages/data/page.py", "pages/train/page.py"
WORDS = ["the", "film", "was", "good", "bad", "don't"]


def visible_text(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.text, app.markdown, app.caption) for element in kind)


def numbers(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def shapes(app: AppTest) -> dict[str, str]:
    table = app.dataframe[-1].value
    return dict(zip(table["part"], table["shape"], strict=True))


@pytest.fixture
def mnist(tmp_path: Path) -> Path:
    """The arrays of Keras' file, 200 digits to train and 20 to test."""
    draw, arrays = np.random.default_rng(0), {}
    for part, size in (("train", 200), ("test", 20)):
        arrays[f"x_{part}"] = draw.integers(0, 256, (size, 28, 28), np.uint8)
        arrays[f"y_{part}"] = (np.arange(size) % 10).astype(np.uint8)
    np.savez(tmp_path / "mnist.npz", **arrays)
    return tmp_path / "mnist.npz"


@pytest.fixture
def imdb(tmp_path: Path) -> Path:
    """Keras' format: reviews as lists of ranks, and the rank of each word."""
    index = {word: rank for rank, word in enumerate(WORDS, start=1)}
    (tmp_path / "imdb_word_index.json").write_text(json.dumps(index), encoding="utf-8")
    arrays = {}
    for part, rows in {"train": [[1, 2, 3, 4], [1, 2, 3, 5]] * 15, "test": [[1, 4, 4], [1, 6, 5]] * 5}.items():
        arrays[f"x_{part}"] = np.array([*rows, None], dtype=object)[:-1]
        arrays[f"y_{part}"] = np.array([number % 2 for number in range(len(rows))])
    np.savez(tmp_path / "imdb.npz", **arrays)
    return tmp_path / "imdb.npz"


def no_network(name: str) -> Path:
    raise DatasetError(f"{name} could not be downloaded.", "It lies elsewhere.", "Connect this machine.")


def test_every_source_has_a_card_with_its_origin_and_licence(open_page, monkeypatch):
    monkeypatch.setattr(keras_imdb, "download", no_network)
    monkeypatch.setattr(mnist_source, "download", no_network)
    monkeypatch.setattr(ud_english, "fetched_file", lambda name, *_: no_network(name))
    for key, source in SOURCES.items():
        app = open_page(DATA, source=key)
        assert not app.exception, key
        assert f"**{source.title}**" in visible_text(app)
        assert f"Origin: {source.origin}. Licence: {source.licence}." in visible_text(app)


def test_keras_reviews_are_read_by_path_with_keras_parts(open_page, imdb: Path):
    app = open_page(DATA, source="keras_imdb")
    app.text_input(key="csv_path").set_value(str(imdb)).run()
    assert not app.exception
    assert app.header[0].value == r"Keras' IMDb reviews"
    assert numbers(app)["rows"] == "40"
    assert shapes(app) == {"train": "(27, 200)", "validation": "(3, 200)", "test": "(10, 200)"}
    assert "the film was good" in list(app.dataframe[0].value["text"])


def test_without_the_download_the_stand_in_is_told_plainly(open_page, monkeypatch):
    monkeypatch.setattr(keras_imdb, "download", no_network)
    app = open_page(DATA, source="keras_imdb")
    (warning,) = app.warning
    assert "packaged reviews are used instead" in warning.value
    assert app.header[0].value == "packaged reviews instead of Keras' IMDb"


@pytest.mark.parametrize("as_upload", [True, False])
def test_tweets_come_by_path_or_upload_and_are_padded_to_the_longest(open_page, tmp_path: Path, as_upload):
    path = tmp_path / "tweets.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = [(n % 2, f"one tweet{n} {'again ' * (n % 5)}now") for n in range(100)]
        csv.writer(stream).writerows([("polarity", "text"), *rows])
    app = open_page(DATA, source="sentiment140")
    assert "polarity,text" in app.code[0].value
    if as_upload:
        app.file_uploader(key="upload").upload(path.name, path.read_bytes()).run()
    else:
        app.text_input(key="csv_path").set_value(str(path)).run()
    app.number_input(key="data.text.maxlen").set_value(None).run()
    assert not app.exception
    assert app.header[0].value == "Sentiment140 tweets"
    assert numbers(app)["classes"] == "2"
    assert all(shape.endswith(", 7)") for shape in shapes(app).values())
    assert set(app.dataframe[0].value["label"]) == {"negative", "positive"}


def test_images_are_shown_with_their_classes_and_shapes(open_page, mnist: Path):
    app = open_page(DATA, source="mnist")
    app.text_input(key="csv_path").set_value(str(mnist)).run()
    assert not app.exception
    assert numbers(app) == {"rows": "220", "classes": "10", "steps": "28", "features per step": "28"}
    assert shapes(app) == {"train": "(180, 28, 28)", "validation": "(20, 28, 28)", "test": "(20, 28, 28)"}
    assert len(app.get("image")) == 1


def test_without_mnist_mlxtends_digits_stand_in(open_page, monkeypatch):
    monkeypatch.setattr(mnist_source, "download", no_network)
    app = open_page(DATA, source="mnist")
    (warning,) = app.warning
    assert "5,000 digits are used instead" in warning.value.replace("\\", "")
    assert numbers(app)["rows"] == "5,000"


def test_a_file_that_is_no_mnist_is_told_and_the_path_stays(open_page, imdb: Path):
    app = open_page(DATA, source="mnist")
    app.text_input(key="csv_path").set_value(str(imdb)).run()
    assert not app.exception
    assert any("imdb.npz" in text.value for text in app.text)
    assert app.text_input(key="csv_path").value == str(imdb)


@pytest.mark.parametrize("task", TARGETS)
def test_sequences_tell_what_a_label_depends_on(open_page, task):
    app = open_page(DATA, source="cumulative_sum")
    app.segmented_control(key="data.dataset.target").set_value(task).run()
    app.number_input(key="data.dataset.num_steps").set_value(6).run()
    assert not app.exception
    assert TARGETS[task] in visible_text(app)
    assert "A step's label is 1 where" in visible_text(app)
    assert shapes(app) == {"train": "(900, 6, 1)", "validation": "(100, 6, 1)", "test": "(1000, 6, 1)"}
    assert app.dataframe[-1].value["labels"].tolist() == ["(900, 6)", "(100, 6)", "(1000, 6)"]


def test_another_kind_shows_its_own_sources(open_page):
    app = open_page(DATA)
    app.segmented_control(key="data_kind").set_value("sequence").run()
    assert not app.exception
    assert app.query_params["source"] in ("cumulative_sum", ["cumulative_sum"])
    assert "**Rotten Tomatoes**" not in visible_text(app)


def test_each_source_keeps_its_own_file(open_page, mnist: Path, reviews_csv: Path):
    app = open_page(DATA, source="file")
    app.text_input(key="csv_path").set_value(str(reviews_csv)).run()
    app.button(key="choose_sentiment140").click().run()
    assert app.session_state["data"]["dataset"]["path"] is None
    assert app.text_input(key="csv_path").value == ""
    app.button(key="choose_file").click().run()
    assert app.session_state["data"]["dataset"]["path"] == str(reviews_csv)
    assert app.text_input(key="csv_path").value == str(reviews_csv)


@pytest.mark.parametrize(("source", "head"), [("digits", "softmax"), ("cumulative_sum", "per_step")])
def test_train_on_this_brings_a_network_that_fits(open_page, source, head):
    app = open_page(DATA, source=source)
    app.button(key="train_on_this").click().run()
    assert not app.exception
    assert app.title[0].value == "Train"
    assert app.selectbox(key="train_data").value == source
    assert app.session_state["draft"]["model"]["head"] == head
    assert not app.button(key="train").disabled


def test_an_invented_source_has_a_card_and_can_be_picked_to_train_on(open_page, invented_source):
    app = open_page(DATA, source="haiku")
    assert not app.exception
    assert f"Origin: {HAIKU.origin}. Licence: {HAIKU.licence}." in visible_text(app)
    assert app.header[0].value == "Invented haiku"
    assert numbers(app)["rows"] == "60"
    train = open_page(TRAIN)
    train.selectbox(key="train_data").select("haiku").run()
    assert not train.exception
    assert any("60 rows · 2 classes" in element.value for element in train.text)
