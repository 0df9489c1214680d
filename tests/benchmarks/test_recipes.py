from pathlib import Path

import pytest

from benchmarks import recipes
from benchmarks.document import replace_measured
from benchmarks.recipes import TRAININGS, Training, command, measure, table
from core.recipes import find_recipe


def test_every_training_is_a_recipe_with_settings_that_fit():
    for training in TRAININGS:
        config = find_recipe(training.recipe).config.with_settings(training.assignments)
        assert config.train.seed == find_recipe(training.recipe).config.train.seed


def test_only_the_recipe_of_tweets_gets_their_file():
    tweets, *others = (command(training, Path("tweets.csv")) for training in TRAININGS)
    assert "dataset.path=tweets.csv" in tweets
    assert all("dataset.path=tweets.csv" not in words for words in others)


def test_the_table_has_n_and_the_published_figure_of_a_recipe():
    result = {
        "name": "tweets-bi-lstm", "changes": "", "test_accuracy": 0.782, "num_test": 16_500.0, "published": 0.7444,
        "seconds": 61.2,
    }  # fmt: skip
    assert table([result]).splitlines()[2] == "| `tweets-bi-lstm` |  | 78.2% | 16,500 | 74.4% | 61 |"


def test_the_table_has_its_place_in_the_document(tmp_path):
    copy = tmp_path / "recipes.md"
    copy.write_text(recipes.DOCUMENT.read_text(encoding="utf-8"), encoding="utf-8")
    replace_measured(copy, {"recipes": "| new |"})
    assert "| new |" in copy.read_text(encoding="utf-8")
    assert "cumsum-bi-lstm" not in copy.read_text(encoding="utf-8")


@pytest.mark.process
def test_a_recipe_is_trained_and_its_accuracy_read():
    small = ("dataset.num_rows=50", "dataset.num_steps=4", "model.units=2", "train.epochs=1", "train.batch_size=10")
    result = measure(Training("cumsum-bi-lstm", small), None)
    assert 0 <= result["test_accuracy"] <= 1
    assert result["num_test"] == 1_000


@pytest.mark.process
def test_a_recipe_that_cannot_be_trained_says_why():
    with pytest.raises(RuntimeError, match=r"cumsum-bi-lstm was not trained: .*model\.units"):
        measure(Training("cumsum-bi-lstm", ("model.units=-1",)), None)
