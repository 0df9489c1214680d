"""Checks of a whole config: settings that contradict each other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.config.config_errors import refusal
from core.directions import DIRECTIONS

GLOVE_DIM = 50  # numbers of each packaged word vector

if TYPE_CHECKING:
    from core.config import RunConfig


def check_contradictions(config: "RunConfig") -> None:
    """Refuse settings that are impossible together.

    Raises:
        PydanticCustomError: with the setting, what was expected and what to do.
    """
    for name, impossible, expected, hint in _contradictions(config):
        if impossible:
            part, key = name.split(".")
            value = getattr(getattr(config, part), key)
            of_data = f"with the data set {config.dataset.name} and these settings"
            raise refusal(f"{name} cannot be {'empty' if value is None else value} {of_data}.", expected, hint)


def _contradictions(config: "RunConfig") -> Iterator[tuple[str, bool, str, str]]:
    """Settings that contradict each other: which setting, whether it does, what is expected, what to do."""
    kind, model, train = config.dataset.kind, config.model, config.train
    per_step, multi_label = model.head == "per_step", model.head == "multi_label"
    yield (
        "model.head",
        per_step != (kind in ("sequence", "tokens")),
        "Only sequences and sentences, which have a label at each step or token, need the head per_step.",
        f"Set model.head to {'softmax' if per_step else 'per_step'}.",
    )
    yield (
        "model.head",
        multi_label and not config.dataset.has_label_sets,
        "Only texts that may have several labels need the head multi_label.",
        "Set dataset.label_separator to the character between the labels, or model.head to softmax.",
    )
    yield (
        "model.head",
        config.dataset.has_label_sets and not multi_label,
        "With dataset.label_separator, each text may have several labels, and each label needs a unit of its own.",
        "Set model.head to multi_label, or dataset.label_separator to none.",
    )
    yield (
        "text.priors",
        multi_label and config.has_priors,
        "Priors are made for texts with one label each.",
        "Set text.priors to none.",
    )
    yield (
        "text.augmentation",
        multi_label and config.has_clauses,
        "Clauses are positive or negative, so they need one label each, of two classes.",
        "Set text.augmentation to none.",
    )
    yield (
        "model.decoding",
        kind != "tokens" and model.decoding != "independent",
        "Only the labels of a sentence's tokens are decoded together.",
        "Set model.decoding to independent.",
    )
    yield (
        "model.direction",
        DIRECTIONS[model.direction].reads_columns and kind != "image",
        "Only images have rows and columns.",
        f"Set model.direction to {DIRECTIONS[model.direction].twin}.",
    )
    yield (
        "train.batching",
        train.batching == "by_length" and not config.dataset.differs_in_length,
        "Only texts, sentences and series differ in length.",
        "Set train.batching to padded.",
    )
    yield (
        "train.batching",
        train.batching == "padded" and kind == "tokens",
        "Padding has no label, and only train.batching=by_length leaves it out.",
        "Set train.batching to by_length.",
    )
    yield (
        "train.batching",
        train.batching == "padded" and kind == "series",
        "Series may differ in length, and only train.batching=by_length leaves padding out.",
        "Set train.batching to by_length.",
    )
    yield (
        "text.oov",
        kind == "tokens" and not config.text.oov,
        "Each token has a label, so that unknown ones must keep their place.",
        "Set text.oov to true.",
    )
    yield (
        "train.early_stopping_patience",
        train.early_stopping_patience is not None and train.validation_split == 0,
        "Early stopping needs a validation set.",
        "Set train.validation_split above 0, or train.early_stopping_patience to none.",
    )
    yield (
        "train.class_weight",
        train.class_weight == "balanced" and (per_step or multi_label),
        "Only classes of rows with one label each have weights.",
        "Set train.class_weight to equal.",
    )
    yield (
        "train.label_smoothing",
        train.label_smoothing > 0 and per_step,
        "Only labels of whole rows can be smoothed.",
        "Set train.label_smoothing to 0.",
    )
    yield (
        "train.schedule",
        train.schedule == "on_plateau" and train.validation_split == 0,
        "The rate falls with a validation metric, which needs a validation set.",
        "Set train.validation_split above 0, or train.schedule to cosine.",
    )
    yield (
        "train.monitor",
        train.monitor != "val_loss" and train.validation_split == 0,
        "Only a validation set has metrics that choose an epoch.",
        "Set train.validation_split above 0, or train.monitor to val_loss.",
    )
    yield (
        "model.pooling",
        model.pools and kind == "text" and train.batching == "padded",
        "Pooling leaves padding out, which only train.batching=by_length does.",
        "Set train.batching to by_length, or model.pooling to last.",
    )
    yield (
        "model.reset_every",
        config.reset_every is not None and kind == "text" and train.batching == "padded",
        "Segments are counted from the first word, which only train.batching=by_length keeps in its place.",
        "Set train.batching to by_length, or model.reset_every to none.",
    )
    yield (
        "model.direction",
        not (model.has_recurrent_layers or model.pools or per_step),
        "Without a recurrent layer there is no last state.",
        "Set model.pooling to max_mean, or choose another direction.",
    )
    yield (
        "model.embedding_dim",
        config.dataset.has_words and model.embeddings == "glove" and model.embedding_dim != GLOVE_DIM,
        f"The packaged GloVe vectors have {GLOVE_DIM} numbers.",
        f"Set model.embedding_dim to {GLOVE_DIM}.",
    )
    pieces, cuts_words = config.text.tokenizer, config.text.tokenizer in ("keras", "words")
    yield (
        "model.embeddings",
        kind == "text" and config.dataset.name != "imdb" and model.embeddings == "glove" and not cuts_words,
        f"The packaged GloVe vectors are of words, and text.tokenizer={pieces} cuts texts into {pieces}.",
        "Set text.tokenizer to words, or model.embeddings to random.",
    )
    yield (
        "text.augmentation",
        config.has_clauses and config.dataset.name != "imdb" and not cuts_words,
        f"Clauses are made of words, and text.tokenizer={pieces} cuts texts into {pieces}.",
        "Set text.tokenizer to words, or text.augmentation to none.",
    )
    yield (
        "model.embeddings_path",
        config.dataset.has_words and model.embeddings == "file" and not model.embeddings_path,
        "With model.embeddings=file, the word vectors need a file.",
        "Set model.embeddings_path to a text file of word vectors.",
    )
