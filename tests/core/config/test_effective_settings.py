"""Which settings have an effect, checked on the data, splits, inputs and layers that they lead to."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig, flatten
from core.config.assignments import assign
from core.config.effective_settings import EFFECTS, effective_settings
from core.data import sources
from core.data.encoding import LabelledRows, encode_parts
from core.errors import ConfigError
from core.models.architecture import layer_table
from tests.support.examples.series_files import ts_file

OTHER_VALUES = {
    "dataset.source": "all", "dataset.task": "tokens", "dataset.target": "both", "dataset.num_steps": 7,
    "dataset.path": "elsewhere.csv",
    "dataset.joined_columns": "text, label", "dataset.split_column": "label",
    "dataset.sentence_column": "label", "dataset.validation_path": "other.csv",
    "dataset.test_path": "other.csv", "dataset.classes": "0: drop", "dataset.merge_spellings": "false",
    "dataset.drop_missing_labels": "false", "dataset.label_separator": "|", "dataset.min_class_rows": 9,
    "dataset.sampling": "random",
    "dataset.text_column": "body", "dataset.label_column": "class", "dataset.test_size": 0.5, "dataset.delimiter": ";",
    "dataset.encoding": "cp1251", "dataset.quotechar": "'", "dataset.escapechar": "\\", "dataset.header": "no",
    "dataset.decimal": ",", "dataset.on_bad_rows": "skip", "dataset.max_bad_rows": 0.2,
    "dataset.format": "lines", "dataset.sheet": "other",
    "dataset.series_column": "label", "dataset.time_column": "label", "dataset.num_channels": 3,
    "dataset.missing": "zero", "dataset.scaling": "min_max",
    "dataset.stratify": "false", "dataset.drop_duplicates": "false", "dataset.seed": 9, "dataset.split": 3,
    "dataset.drop_near_duplicates": "true", "text.num_words": 20, "text.maxlen": 3, "text.padding": "post",
    "text.truncating": "post", "text.lower": "false", "text.oov": "false", "text.tokenizer": "keras",
    "text.subwords": "unigram", "text.normalization": "none", "text.language": "tr", "text.strip_html": "false",
    "model.merge_mode": "sum", "model.embedding_dim": 9, "model.spatial_dropout": 0.7, "train.batching": "by_length",
    "train.early_stopping_patience": 4, "train.monitor": "val_accuracy",
    "train.class_weight": "balanced", "train.label_smoothing": 0.2,
    "train.weight_decay": 0.5, "train.momentum": 0.5,
    "text.priors": "both", "text.min_df": 3, "text.augmentation": "negation", "text.augmentation_share": 2,
    "model.embeddings": "glove", "model.embeddings_path": "vectors.txt",
    "model.embeddings_trainable": "false", "model.token_dropout": 0.2, "model.pooling": "mean", "model.decoding": "crf",
    "model.reset_every": 3,
}  # fmt: skip
SUMS = ("dataset.name=cumulative_sum", "dataset.path=none", "dataset.num_rows=20", "model.head=per_step")
SENTENCES = ("dataset.path={tagged}", "dataset.task=tokens", "model.head=per_step", "train.batching=by_length")
SERIES = (
    "dataset.path={series}", "dataset.task=series", "dataset.num_channels=2", "train.batching=by_length",
)  # fmt: skip
CONFIGS = {
    "a CSV file": (),
    "a CSV file without near-duplicates": ("dataset.drop_near_duplicates=true",),
    "batches of equal length": ("train.batching=by_length",),
    "whole texts": ("train.batching=by_length", "text.maxlen=none"),
    "sequences": SUMS,
    "sentences of a file": SENTENCES,
    "sentences of a test file": (*SENTENCES, "dataset.test_path={tagged}.test"),
    "series of a file": SERIES,
    "digits": ("dataset.name=digits", "dataset.path=none", "dataset.num_rows=300", "model.head=softmax"),
    "Keras' reviews": ("dataset.name=imdb", "dataset.path={imdb}"),
    "Keras' reviews, none held out": (
        "dataset.name=imdb", "dataset.path={imdb}", "train.early_stopping_patience=none", "train.validation_split=0",
    ),
}  # fmt: skip


@pytest.fixture
def imdb_file(tmp_path: Path) -> Path:
    """A small file in the format of Keras' reviews."""
    (tmp_path / "imdb_word_index.json").write_text(json.dumps({"The": 1, "film": 2, "was": 3, "good": 4, "bad": 5}))
    reviews = np.array([[1, 2, 3, 4], [2, 3, 5], [4, 4], [5], None] * 8, dtype=object)
    reviews = reviews[[review is not None for review in reviews]]
    labels = np.arange(len(reviews)) % 2
    np.savez(tmp_path / "imdb.npz", x_train=reviews, y_train=labels, x_test=reviews[:8], y_test=labels[:8])
    return tmp_path / "imdb.npz"


@pytest.fixture
def tagged_file(tmp_path: Path) -> Path:
    """Sentences with a tag for every token, in CoNLL's columns."""
    blocks = [f"w{place} X O\nthe X B-a\nw{place % 3} X O\n" for place in range(36)]
    (tmp_path / "tagged.conll").write_text("\n".join(blocks[:24]), encoding="utf-8")
    (tmp_path / "tagged.conll.test").write_text("\n".join(blocks[24:]), encoding="utf-8")
    return tmp_path / "tagged.conll"


@pytest.fixture
def series_file(tmp_path: Path) -> Path:
    """Series of two channels."""
    return ts_file(tmp_path / "series.ts", 30)


def outcome(config: RunConfig) -> list[object]:
    """What a run makes of its settings before it trains, in plain types."""
    dataset = sources.load(config.dataset)
    parts = sources.split(dataset, config.dataset, config.train.validation_split)
    encoded = encode_parts(dataset, parts, config)
    inputs = [
        (part.encoded.inputs.tolist(), part.encoded.lengths.tolist(), part.labels.tolist(), _priors_of(part))
        for part in (encoded.training, encoded.validation, encoded.test)
    ]
    split = [rows.tolist() for rows in (parts.train, parts.validation, parts.test)]
    return [dataset.fingerprint(), split, inputs, encoded.vocabulary, layer_table(config, dataset.num_classes)]


def _priors_of(part: LabelledRows) -> object:
    return None if part.encoded.priors is None else part.encoded.priors.tolist()


def test_every_setting_is_in_the_table():
    assert set(EFFECTS) == set(flatten(RunConfig()))


@pytest.mark.parametrize("name", CONFIGS)
def test_a_setting_without_effect_changes_nothing_that_a_run_reads_or_builds(
    name, tiny_config, imdb_file, tagged_file, series_file
):
    assignments = [line.format(imdb=imdb_file, tagged=tagged_file, series=series_file) for line in CONFIGS[name]]
    config = RunConfig.from_dict(assign(tiny_config.to_dict(), assignments))
    idle = {setting for setting, matters in EFFECTS.items() if not matters(config)}
    if config.dataset.kind in ("tokens", "series"):
        idle.remove("train.batching")  # they have the only possible value, which is the other one here
    expected = outcome(config)
    for setting in idle:
        try:
            changed = config.with_settings([f"{setting}={OTHER_VALUES[setting]}"])
        except ConfigError:  # the setting cannot even be changed for such data
            continue
        assert flatten(changed) != flatten(config)
        assert outcome(changed) == expected, setting
        assert effective_settings(changed) == effective_settings(config)


def test_settings_of_other_kinds_of_data_have_no_effect(tiny_config):
    sums = effective_settings(tiny_config.with_settings(SUMS))
    assert not any(name.startswith("text.") for name in sums)
    assert {"dataset.target", "dataset.num_steps", "dataset.seed"} <= sums.keys()
    texts = effective_settings(tiny_config)
    assert {"text.maxlen", "dataset.path", "model.embedding_dim", "train.batching"} <= texts.keys()
    assert texts.keys().isdisjoint({"dataset.target", "dataset.num_steps", "dataset.source", "model.merge_mode"})


def test_settings_of_data_that_stood_in_count_where_they_were_read():
    config = RunConfig().with_settings(["dataset.name=imdb"])
    assert "dataset.test_size" not in effective_settings(config)
    assert "dataset.test_size" in effective_settings(config, has_stand_in=True)
    assert effective_settings(config, has_stand_in=True) == effective_settings(RunConfig())


def test_kernels_that_give_the_same_numbers_are_one(tiny_config):
    kernels = {
        kernel: effective_settings(tiny_config.with_settings([f"train.kernel={kernel}"]))["train.kernel"]
        for kernel in ("auto", "keras", "fast", "bfloat16")
    }
    assert kernels == {"auto": "auto", "keras": "auto", "fast": "auto", "bfloat16": "bfloat16"}
