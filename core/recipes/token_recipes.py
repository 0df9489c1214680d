"""Token recipes: networks that predict a label for every token of a sentence."""

from collections.abc import Mapping
from typing import Any

from core.config import RunConfig
from core.recipes.recipe import PREFIXES, Recipe, direction_title

_CONLL = {
    "name": "file", "task": "tokens", "path": "eng.train", "validation_path": "eng.testa", "test_path": "eng.testb",
    "drop_duplicates": False,
}  # fmt: skip
_CONLL_NOTE = (
    "Needs CoNLL-2003's files: set dataset.path, dataset.validation_path and dataset.test_path. Not measured here. "
    "Span F1 is 90.10 % in Huang et al. 2015 (https://arxiv.org/abs/1508.01991), with spelling features and "
    "gazetteers, and 90.94 % in Lample et al. 2016, with characters; both have a CRF, as this one has."
)
_UD_NOTE = (
    "Downloads the treebank, or reads the files beside dataset.path. Not measured here. RDRPOSTagger, which is rules, "
    "has an accuracy of 92.88 % on version 2.0 (https://github.com/datquocnguyen/RDRPOSTagger)."
)


def _punctuation(direction: str) -> Recipe:
    values = {
        "dataset": {"name": "punctuation", "num_rows": 24_000, "test_size": 0.15},
        "text": {"num_words": 20_000, "maxlen": 60},
        "model": {
            "cell": "LSTM", "direction": direction, "units": 64, "embeddings": "glove", "embedding_dim": 50,
            "spatial_dropout": 0.1, "head_dropout": 0.2, "head": "per_step",
        },
        "train": {
            "batching": "by_length", "epochs": 6, "batch_size": 32, "learning_rate": 0.005, "schedule": "one_cycle",
            "global_clipnorm": 1.0, "validation_split": 0.05, "early_stopping_patience": None,
        },
    }  # fmt: skip
    return Recipe(
        name=f"punctuation-{PREFIXES[direction]}lstm",
        title=f"{direction_title('LSTM', direction)} on words without marks",
        system="Labels of tokens, punctuation",
        source="Ours, over film reviews: the task of Tilk and Alumäe (2015, one direction, "
        "https://www.isca-archive.org/interspeech_2015/tilk15_interspeech.html; 2016, both directions, "
        "https://www.isca-archive.org/interspeech_2016/tilk16_interspeech.html)",
        config=RunConfig.from_dict(values),
        note="Which mark follows a word depends on the words after it, which a forward network has not read.",
    )


def _tagging(name: str, direction: str, system: str, source: str, note: str, dataset: Mapping[str, Any]) -> Recipe:
    """A network that reads words as they are written, capitals and all."""
    values = {
        "dataset": dataset,
        "text": {"num_words": 20_000, "maxlen": 100, "lower": False},
        "model": {
            "cell": "LSTM", "direction": direction, "units": 100, "embedding_dim": 100, "spatial_dropout": 0.5,
            "token_dropout": 0.05, "head_dropout": 0.5, "head": "per_step",
            "decoding": "crf" if name == "tagging" else "independent",
        },
        "train": {
            "batching": "by_length", "epochs": 15, "batch_size": 32, "learning_rate": 0.005, "schedule": "one_cycle",
            "global_clipnorm": 5.0, "validation_split": 0.1, "early_stopping_patience": None,
        },
    }  # fmt: skip
    has_figure = name == "tagging" and direction == "bidirectional"
    return Recipe(
        name=f"{name}-{PREFIXES[direction]}lstm",
        title=f"{direction_title('LSTM', direction)} on words{' with a CRF' * (name == 'tagging')}",
        system=system,
        source=source,
        config=RunConfig.from_dict(values),
        published={"test_span_f1": 0.9094} if has_figure else {},
        note=note,
    )


def _names(direction: str) -> Recipe:
    source = "After Lample et al. 2016, https://aclanthology.org/N16-1030/, without characters"
    return _tagging("tagging", direction, "Labels of tokens, CoNLL-2003", source, _CONLL_NOTE, _CONLL)


def _parts_of_speech(direction: str) -> Recipe:
    source = "Ours, on https://universaldependencies.org/treebanks/en_ewt/index.html"
    dataset = {"name": "ud_english", "drop_duplicates": False}
    return _tagging("ud", direction, "Labels of tokens, UD English EWT", source, _UD_NOTE, dataset)


TOKEN_RECIPES = tuple(
    make(way) for make in (_punctuation, _names, _parts_of_speech) for way in ("bidirectional", "forward")
)
