"""Text networks with random weights, exported as trained ones are, without TensorFlow."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from core.config import RunConfig
from core.data.text.prior_tables import LONGEST, PRIORS_FILE, PriorTables
from core.data.text.tokenization import Vocabulary
from core.inference.scorer import Scorer
from core.models.architecture import (
    input_width,
    is_bidirectional,
    num_priors,
    recurrent_name,
    recurrent_numbers,
)
from core.models.onnx_export import export_onnx
from core.models.pooling import ATTENTION_SCORES, num_pooled

KNOWN_WORDS = ("a", "film", "good", "bad", "not", "the", "was", "and", "but", "long", "very", "boring", "lovely")
_NUM_GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}


def random_scorer(folder: Path, class_names: Sequence[str] = ("bad", "good"), **settings: object) -> Scorer:
    """A network that reads `KNOWN_WORDS`; the same settings give the same weights. See `write_network`."""
    return Scorer(folder, write_network(folder, class_names, **settings))


def write_network(
    folder: Path, class_names: Sequence[str] = ("bad", "good"), *, maxlen: int | None = 8, batching: str = "padded",
    oov: bool = True, start: bool = False, padding: str = "pre", truncating: str = "pre", num_words: int = 40,
    priors: str = "none", tokenizer: str = "keras", normalization: str = "none", **model: object,
) -> RunConfig:  # fmt: skip
    """Write what a finished run leaves that can score, and give its settings.

    Args:
        model: settings of the network, such as `cell`; a bidirectional LSTM of 3 units with a sigmoid head by default.
    """
    values = {
        "text": {
            "num_words": num_words,
            "maxlen": maxlen,
            "oov": oov,
            "padding": padding,
            "truncating": truncating,
            "priors": priors,
            "tokenizer": tokenizer,
            "normalization": normalization,
            "strip_html": normalization != "none",
        },
        "model": {"cell": "LSTM", "units": 3, "embedding_dim": 4, **model},
        "train": {"batching": batching},
    }
    if model.get("head") == "multi_label":
        values["dataset"] = {"name": "file", "path": "tags.csv", "label_separator": "|"}
    if model.get("head") == "per_step":
        values["dataset"] = {"name": "file", "path": "tags.conll", "task": "tokens"}
    config = RunConfig.from_dict(values)
    folder.mkdir(parents=True, exist_ok=True)
    network = _Network(config, len(class_names))
    export_onnx(network, config, class_names, folder / "model.onnx", maxlen if batching == "padded" else None)
    vocabulary = Vocabulary(KNOWN_WORDS, num_words, oov=oov, start=start, **asdict(config.text.rules))
    vocabulary.save(folder / "vocabulary.json")
    if config.has_priors:
        _random_priors(vocabulary, num_priors(config, len(class_names)) // LONGEST).save(folder / PRIORS_FILE)
    return config


def _random_priors(vocabulary: Vocabulary, num_numbers: int) -> PriorTables:
    """Numbers for every known word, every pair of them, and every triple that begins with one of the first pairs."""
    draw = np.random.default_rng(1)
    words = np.zeros((vocabulary.num_words, num_numbers), np.float32)
    ids = np.array(list(vocabulary.word_index.values()))
    words[ids] = draw.normal(size=(len(ids), num_numbers))
    pairs, triples = (np.sort((those[:, None] * vocabulary.num_words + ids).ravel()) for those in (ids, np.arange(9)))
    numbers = (draw.normal(size=(len(keys), num_numbers)).astype(np.float32) for keys in (pairs, triples))
    return PriorTables(words, (pairs, triples), tuple(numbers))


class _Network:
    """What the export asks of a Keras model."""

    def __init__(self, config: RunConfig, num_classes: int):
        draw = np.random.default_rng(0)
        model = config.model
        num_directions = 2 if is_bidirectional(model) else 1
        gates, width = _NUM_GATES[model.cell] * model.units, input_width(config, num_classes)
        shapes = {"embedding": [(config.text.num_words, model.embedding_dim)]}
        merged = model.units * (num_directions if model.merge_mode == "concat" else 1)
        for number in recurrent_numbers(model):
            bias = (2, gates) if model.cell == "GRU" else (gates,)
            one = [(width, gates), (model.units, gates), bias]
            shapes[recurrent_name(number, "")] = one * num_directions
            width = merged
        has_one_logit = model.head == "sigmoid" or (model.head == "per_step" and num_classes == 2)
        num_logits = 1 if has_one_logit else num_classes
        shapes["head"] = [(width * num_pooled(model), num_logits), (num_logits,)]
        shapes[ATTENTION_SCORES] = [(width, 1)]  # last: the other weights stay those of networks without it
        self._weights = {
            name: [draw.normal(0, 1, shape).astype(np.float32) for shape in those] for name, those in shapes.items()
        }
        self.inputs = [SimpleNamespace(shape=(None, config.text.maxlen))]
        if priors := num_priors(config, num_classes):
            self.inputs.append(SimpleNamespace(shape=(None, None, priors)))
        self.output_shape = (None, num_logits)

    def get_layer(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(get_weights=lambda: self._weights[name])
