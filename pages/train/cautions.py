"""Warnings about settings that are valid but likely to give poor results."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from core.data.text.vectors.word_vectors import num_numbers
from core.directions import DIRECTIONS
from core.errors import BothwaysError
from pages.shared.access import listening, visitor
from pages.shared.session.draft import kind_of
from pages.shared.ui.formats import count, literal, percent

SMALL_DATA = 500
FEW_FOR_PRIORS = 1_000  # rows
MANY_CUT = 0.5
UNBALANCED = 0.5  # of the rows that the rarest class would have if all classes had the same number


@dataclass(frozen=True)
class DataFacts:
    """What is known about the dataset; None where it has not been read yet.

    Args:
        smallest_class: share of the rows that are of the rarest class.
        own_sets: rows of the sets that come with a file.
    """

    num_rows: int | None = None
    num_classes: int | None = None
    smallest_class: float | None = None
    share_cut: float | None = None
    median_length: float | None = None
    own_sets: Mapping[str, int] = field(default_factory=dict)
    readable: bool = True


@dataclass(frozen=True)
class Fix:
    """What a button below a warning does.

    Args:
        settings: new values by part and key.
    """

    label: str
    settings: Mapping[str, Mapping[str, Any]]


def cautions(parts: Mapping[str, Mapping[str, Any]], facts: DataFacts, with_twin: bool) -> dict[str, str]:
    """A warning for each setting that needs one, by `part.key`.

    Args:
        parts: the settings by part.
        with_twin: whether the twin will be trained too.
    """
    text, model, train = parts["text"], parts["model"], parts["train"]
    warnings = {}
    kind = kind_of(parts)
    is_text = kind == "text"
    noun, rows = ("sentence", "sentences") if kind == "tokens" else ("text", "rows")
    direction = DIRECTIONS[model["direction"]]
    only_passes = {direction.only_pass, DIRECTIONS[direction.twin].only_pass if with_twin else None}
    ends_with_padding = {"post": "forward", "pre": "backward"}[text["padding"]]
    if is_text and train["batching"] == "padded" and ends_with_padding in only_passes:
        other = "pre" if text["padding"] == "post" else "post"
        warnings["text.padding"] = (
            f"With `{text['padding']}` padding, the {ends_with_padding} network processes the padding last and may "
            f"forget the text. Choose `{other}`, or batching `by_length`."
        )
    if model["head"] == "sigmoid" and facts.num_classes not in (None, 2):
        warnings["model.head"] = (
            f"A sigmoid head separates two classes; this dataset has {facts.num_classes}. Choose `softmax`."
        )
    if train["early_stopping_patience"] is not None and train["validation_split"] == 0:
        warnings["train.early_stopping_patience"] = (
            "Early stopping monitors the validation set, but there is no validation set. Raise `validation_split`, or "
            "clear this box."
        )
    is_weighted = train["class_weight"] == "balanced" or train["monitor"] == "val_macro_f1"
    if (facts.smallest_class or 1) * (facts.num_classes or 1) < UNBALANCED and not is_weighted:
        warnings["train.class_weight"] = (
            f"The rarest class has only {percent(facts.smallest_class)} of the rows; a network may never predict it. "
            "Choose `balanced`, or monitor `val_macro_f1`."
        )
    if train["schedule"] == "on_plateau" and train["validation_split"] == 0:
        warnings["train.schedule"] = (
            "The learning rate falls with a validation metric, but there is no validation set. Raise "
            "`validation_split`, or choose another schedule."
        )
    if train["monitor"] != "val_loss" and train["validation_split"] == 0:
        warnings["train.monitor"] = (
            "There is no validation set with such a metric. Raise `validation_split`, or choose `val_loss`."
        )
    if is_text:
        warnings |= _cautions_of_vectors(model)
    if is_text and text["priors"] != "none" and (facts.num_rows or FEW_FOR_PRIORS) < FEW_FOR_PRIORS:
        warnings["text.priors"] = (
            f"Priors come from a linear model, which learns little about single words from {count(facts.num_rows)} "
            "rows. Compare with `none`."
        )
    if is_text and text["augmentation"] != "none" and facts.num_classes not in (None, 2):
        warnings["text.augmentation"] = (
            f"Clauses are positive or negative, and this dataset has {facts.num_classes} classes. Choose `none`."
        )
    pools = model["pooling"] != "last" and model["head"] != "per_step"
    if is_text and pools and train["batching"] == "padded":
        warnings["model.pooling"] = "Pooling leaves padding out, which only batching `by_length` does."
    if direction.passes and is_text and model["reset_every"] is not None:
        if train["batching"] == "padded":
            warnings["model.reset_every"] = (
                "Segments are counted from the first word, which only batching `by_length` keeps in its place."
            )
        elif not pools:
            warnings["model.reset_every"] = (
                "With pooling `last`, the head gets the last segment of a text alone. Choose another pooling."
            )
    if not direction.passes and model["pooling"] == "last" and model["head"] != "per_step":
        warnings["model.direction"] = "Without a recurrent layer there is no last state. Choose another pooling."
    reads_ahead = parts["dataset"]["target"] != "past"
    if parts["dataset"]["name"] == "cumulative_sum" and reads_ahead and direction.only_pass:
        warnings["model.direction"] = (
            f"The labels depend on values that a {direction.only_pass} network has not processed yet, so it cannot "
            "learn them. Choose `bidirectional`."
            if direction.only_pass == "forward" or parts["dataset"]["target"] == "both"
            else "The labels depend only on the current and later values, so a backward network can learn them alone."
        )
    if facts.share_cut is not None and facts.share_cut > MANY_CUT:
        warnings["text.maxlen"] = (
            f"About {percent(facts.share_cut)} of {noun}s are longer than `maxlen` and will be truncated; the median "
            f"{noun} has {count(facts.median_length)} words."
        )
    if facts.num_rows is not None and facts.num_rows < SMALL_DATA:
        warnings["dataset.num_rows"] = (
            f"This dataset has only {count(facts.num_rows)} {rows}: a difference between two networks may be chance. "
            "Choose Study to see the smallest gap that its test rows can show."
        )
    return warnings


def fixes(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Fix]:
    """By `part.key` of a warning, the settings that remove it, where one choice is the usual one."""
    model, is_text = parts["model"], kind_of(parts) == "text"
    batching = {"train": {"batching": "by_length"}} if is_text else {}
    possible = {"model.pooling": Fix("Use batching by_length", batching)} if is_text else {}
    if is_text:
        is_padded = parts["train"]["batching"] == "padded"
        of_pooling = Fix("Use pooling max_mean", {"model": {"pooling": "max_mean"}})
        possible["model.reset_every"] = possible["model.pooling"] if is_padded else of_pooling
    if not DIRECTIONS[model["direction"]].passes and model["head"] != "per_step":
        possible["model.direction"] = Fix("Use pooling max_mean", {"model": {"pooling": "max_mean"}, **batching})
    with suppress(BothwaysError):  # which is a warning of its own
        if width := _width(model):
            possible["model.embedding_dim"] = Fix(f"Set embedding_dim to {width}", {"model": {"embedding_dim": width}})
    return possible


def _cautions_of_vectors(model: Mapping[str, Any]) -> dict[str, str]:
    try:
        with listening.quoting_files():
            width = _width(model)
    except BothwaysError as error:
        return {"model.embeddings_path": f"{literal(error.problem)} {literal(error.hint)}"}
    if width is None or width == model["embedding_dim"]:
        return {}
    return {"model.embedding_dim": f"The word vectors have {count(width)} numbers each, and so must the embedding."}


def _width(model: Mapping[str, Any]) -> int | None:
    """How many numbers the chosen word vectors have, of a file that this visitor may name."""
    visitor.actor().require_files(model["embeddings_path"])
    return num_numbers(model["embeddings"], model["embeddings_path"])
