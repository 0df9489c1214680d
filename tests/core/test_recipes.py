import pytest

from core.config import RunConfig
from core.errors import ConfigError
from core.models.architecture import layer_table, num_params
from core.recipes import RECIPES, find_recipe, recipe_name

NUM_CLASSES = {"mnist": 10}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_is_a_complete_config_with_its_source(recipe):
    assert recipe.name == next(name for name, other in RECIPES.items() if other is recipe)
    assert RunConfig.from_dict(recipe.to_dict()["config"]) == recipe.config
    assert recipe.source
    assert recipe.title
    assert recipe.system
    assert num_params(layer_table(recipe.config, NUM_CLASSES.get(recipe.config.dataset.name, 2))) > 0


@pytest.mark.parametrize(
    "name", [name for name in RECIPES if not {"strong", "punctuation", "tagging", "ud", "series"} & {*name.split("-")}]
)
def test_what_we_would_add_to_a_published_system_is_off(name):
    recipe = RECIPES[name]
    assert recipe.config.train.batching == "padded"
    assert recipe.config.train.early_stopping_patience is None
    assert recipe.config.train.validation_split == 0


@pytest.mark.parametrize("name", [name for name in RECIPES if "bi-" in name and not name.endswith("spatial-dropout")])
def test_each_bidirectional_recipe_has_its_forward_twin(name):
    assert RECIPES[name.replace("bi-", "")].config == RECIPES[name].config.twin()


@pytest.mark.parametrize("name", ["imdb-strong", "sentences-strong", "tweets-strong"])
def test_the_arms_of_a_strong_recipe_differ_in_direction_alone(name):
    arms = {recipe.config.model.direction: recipe.config for recipe in RECIPES.values() if recipe.name.startswith(name)}
    assert set(arms) == {"bidirectional", "forward", "two_forward", "unordered"}
    for direction, config in arms.items():
        assert config == arms["bidirectional"].with_settings([f"model.direction={direction}"])


def test_the_imdb_recipes_have_the_published_settings():
    config = find_recipe("imdb-bi-gru").config
    assert (config.text.num_words, config.text.maxlen, config.text.padding, config.text.truncating) == (
        10_000,
        100,
        "post",
        "post",
    )
    assert (config.model.cell, config.model.units, config.model.embedding_dim, config.model.head) == (
        "GRU",
        5,
        32,
        "sigmoid",
    )


def test_the_tweets_recipe_has_the_published_settings_and_figures():
    recipe = find_recipe("tweets-bi-lstm")
    dataset, text, model, train = (getattr(recipe.config, part) for part in ("dataset", "text", "model", "train"))
    assert (dataset.num_rows, dataset.test_size, dataset.seed, dataset.stratify) == (50_000, 0.33, 42, False)
    assert (text.num_words, text.maxlen, text.padding) == (4_000, None, "pre")
    assert (model.embedding_dim, model.units, model.dropout, model.recurrent_dropout) == (256, 196, 0.05, 0.2)
    assert (train.epochs, train.batch_size) == (20, 128)
    assert recipe.published == {"train_accuracy": 0.9511, "test_accuracy": 0.7444}
    assert find_recipe("tweets-bi-lstm-spatial-dropout").config.model.spatial_dropout == 0.4


def test_a_cumulative_sum_recipe_trains_on_a_thousand_new_sequences():
    config = find_recipe("cumsum-bi-lstm").config
    assert config.train.epochs * config.train.steps_per_epoch == config.dataset.num_rows == 1_000
    assert config.train.batch_size == 1


def test_an_unknown_recipe_is_answered_with_all_recipes():
    with pytest.raises(ConfigError, match=r"no recipe 'imdb'.*imdb-bi-lstm"):
        find_recipe("imdb")


def test_a_config_has_the_name_of_its_recipe_wherever_its_file_is():
    tweets = find_recipe("tweets-bi-lstm").config
    assert recipe_name(tweets.with_settings(["dataset.path=/data/tweets.csv"])) == "tweets-bi-lstm"
    assert recipe_name(tweets.with_settings(["model.units=7"])) == ""
    names = find_recipe("tagging-bi-lstm").config
    assert recipe_name(names.with_settings(["dataset.path=/a/train.txt", "dataset.test_path=b"])) == "tagging-bi-lstm"
