"""Effective settings: which settings of a run have an effect on it, from one table."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from core.catalog import SOURCES, source_key, source_of
from core.config import RunConfig, flatten
from core.directions import DIRECTIONS


def _always(config: RunConfig) -> bool:
    return True


def _has_texts(config: RunConfig) -> bool:
    return config.dataset.kind == "text"


def _has_words(config: RunConfig) -> bool:
    return config.dataset.has_words


def _fits_a_vocabulary(config: RunConfig) -> bool:
    return _has_words(config) and not source_of(config.dataset).has_vocabulary


def _cuts_texts(config: RunConfig) -> bool:
    return _has_texts(config) and _fits_a_vocabulary(config)


def _is_padded(config: RunConfig) -> bool:
    return _has_texts(config) and config.train.batching == "padded"


def _is_cut(config: RunConfig) -> bool:
    """Whether texts may be longer than what is read: the setting, or where all are padded the longest training text."""
    return _is_padded(config) or (_has_texts(config) and config.text.maxlen is not None)


def _is_table_of_texts(config: RunConfig) -> bool:
    return _has_texts(config) and source_of(config.dataset).test_part == "split"


def _is_table_of_texts_or_series(config: RunConfig) -> bool:
    return config.dataset.kind in ("text", "series") and source_of(config.dataset).test_part == "split"


def _is_read_from_texts(config: RunConfig) -> bool:
    return _is_table_of_texts(config) or config.dataset.kind == "tokens"


def _has_file(config: RunConfig) -> bool:
    return source_of(config.dataset).file is not None


def _has_columns(config: RunConfig) -> bool:
    file = source_of(config.dataset).file
    return file is not None and file.has_columns


def _has_text_columns(config: RunConfig) -> bool:
    return _has_columns(config) and _has_texts(config)


def _has_own_tokens(config: RunConfig) -> bool:
    return _has_columns(config) and config.dataset.kind == "tokens"


def _has_series(config: RunConfig) -> bool:
    return config.dataset.kind == "series"


def _has_own_series(config: RunConfig) -> bool:
    return _has_columns(config) and _has_series(config)


def _names_a_text_column(config: RunConfig) -> bool:
    return _has_own_tokens(config) or (_has_text_columns(config) and config.dataset.joined_columns is None)


def _splits_off_a_test_set(config: RunConfig) -> bool:
    return source_of(config.dataset).test_part == "split" and not _has_test_file(config)


def _has_test_file(config: RunConfig) -> bool:
    return _has_columns(config) and config.dataset.test_path is not None


def _is_sampled(config: RunConfig) -> bool:
    return _is_table_of_texts_or_series(config) and config.dataset.num_rows is not None


def _splits(config: RunConfig) -> bool:
    return _splits_off_a_test_set(config) or config.train.validation_split > 0


def _draws(config: RunConfig) -> bool:
    is_generated = source_of(config.dataset).test_part == "fresh"
    return _splits(config) or is_generated or config.dataset.num_rows is not None


def _labels_whole_rows(config: RunConfig) -> bool:
    return config.model.head != "per_step"


def _own_setting(name: str) -> Callable[[RunConfig], bool]:
    return lambda config: name in source_of(config.dataset).own_settings


# How the cells of a table are read.
_FILE_SETTINGS = (
    "dataset.format", "dataset.sheet", "dataset.encoding", "dataset.delimiter", "dataset.quotechar",
    "dataset.escapechar", "dataset.header", "dataset.on_bad_rows",
)  # fmt: skip
# By setting, whether it has an effect on a run of this config, on its data, network, training or test.
EFFECTS: Mapping[str, Callable[[RunConfig], bool]] = {
    "dataset.source": lambda config: "source" in source_of(config.dataset).dataset,
    "dataset.task": _has_columns,
    "dataset.target": _own_setting("target"),
    "dataset.num_steps": _own_setting("num_steps"),
    "dataset.path": _has_file,
    "dataset.text_column": _names_a_text_column,
    **dict.fromkeys(
        (
            "dataset.label_column", "dataset.validation_path", "dataset.test_path", "dataset.classes",
            "dataset.min_class_rows", *_FILE_SETTINGS,
        ),
        _has_columns,
    ),
    **dict.fromkeys(
        (
            "dataset.joined_columns", "dataset.split_column", "dataset.label_separator", "dataset.decimal",
        ),
        _has_text_columns,
    ),
    **dict.fromkeys(
        ("dataset.merge_spellings", "dataset.drop_missing_labels"),
        lambda config: _has_text_columns(config) or _has_own_series(config),
    ),
    **dict.fromkeys(("dataset.series_column", "dataset.time_column", "dataset.num_channels"), _has_own_series),
    **dict.fromkeys(("dataset.missing", "dataset.scaling"), _has_series),
    "dataset.sentence_column": _has_own_tokens,
    "dataset.sampling": _is_sampled,
    "dataset.max_bad_rows": lambda config: _has_columns(config) and config.dataset.on_bad_rows == "skip",
    "dataset.test_size": _splits_off_a_test_set,
    "dataset.stratify": lambda config: config.dataset.kind in ("text", "image", "series") and _splits(config),
    "dataset.drop_duplicates": lambda config: _is_read_from_texts(config) and not config.dataset.drop_near_duplicates,
    "dataset.drop_near_duplicates": _is_read_from_texts,
    "dataset.seed": _draws,
    "dataset.split": _splits,
    "text.num_words": _has_words,
    "text.maxlen": _has_words,
    "text.padding": _is_padded,
    "text.truncating": _is_cut,
    "text.priors": _has_texts,
    "text.tokenizer": _cuts_texts,
    "text.subwords": lambda config: _cuts_texts(config) and config.text.tokenizer == "subwords",
    "text.min_df": lambda config: config.has_priors,
    "text.augmentation": _has_texts,
    "text.augmentation_share": lambda config: config.has_clauses,
    "text.normalization": _fits_a_vocabulary,
    "text.language": lambda config: _fits_a_vocabulary(config)
    and config.text.lower
    and config.text.normalization == "unicode",
    "text.strip_html": _cuts_texts,
    "text.lower": _fits_a_vocabulary,
    "text.oov": _cuts_texts,
    **dict.fromkeys(
        (
            "model.cell", "model.units", "model.num_layers", "model.dropout", "model.recurrent_dropout",
            "model.activation",
        ),
        lambda config: config.model.has_recurrent_layers,
    ),
    "model.reset_every": lambda config: _has_words(config) and config.model.has_recurrent_layers,
    "model.merge_mode": lambda config: len(DIRECTIONS[config.model.direction].passes) > 1,
    "model.embedding_dim": _has_words,
    "model.embeddings": _has_words,
    "model.embeddings_path": lambda config: _has_words(config) and config.model.embeddings == "file",
    "model.embeddings_trainable": _has_words,
    "model.token_dropout": _has_words,
    "model.spatial_dropout": _has_words,
    "model.pooling": _labels_whole_rows,
    "model.decoding": lambda config: config.dataset.kind == "tokens",
    "train.batching": _has_texts,
    "train.class_weight": lambda config: config.model.head not in ("per_step", "multi_label"),
    "train.label_smoothing": _labels_whole_rows,
    "train.weight_decay": lambda config: config.train.optimizer == "adamw",
    "train.momentum": lambda config: config.train.optimizer == "sgd",
    "train.monitor": lambda config: config.train.validation_split > 0,
    "train.early_stopping_patience": lambda config: config.train.validation_split > 0,
    **dict.fromkeys(
        (
            "dataset.name", "dataset.num_rows", "dataset.train_rows", "model.direction", "model.head_dropout",
            "model.l2", "model.head", "train.epochs", "train.steps_per_epoch", "train.batch_size", "train.optimizer",
            "train.learning_rate", "train.schedule", "train.global_clipnorm", "train.validation_split",
            "train.kernel", "train.seed",
        ),
        _always,
    ),
}  # fmt: skip


def effective_settings(config: RunConfig, has_stand_in: bool = False) -> dict[str, Any]:
    """The settings of a config by `part.key`, without those that have no effect.

    Kernels that give the same numbers up to rounding are all called `auto`.

    Args:
        has_stand_in: whether other data stood in for those of the config; then the settings of these data count.
    """
    return dict(_effective_settings(config, has_stand_in))


@lru_cache(maxsize=1024)
def _effective_settings(config: RunConfig, has_stand_in: bool) -> dict[str, Any]:
    if has_stand_in:
        config = _with_stand_in(config)
    settings = {name: value for name, value in flatten(config).items() if EFFECTS.get(name, _always)(config)}
    if config.train.kernel != "bfloat16":
        settings["train.kernel"] = "auto"
    return settings


def _with_stand_in(config: RunConfig) -> RunConfig:
    stand_in = SOURCES[source_key(config.dataset.model_dump())].stand_in
    if stand_in is None:
        return config
    return config.model_copy(update={"dataset": config.dataset.model_copy(update=dict(stand_in.dataset))})
