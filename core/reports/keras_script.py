"""A plain Keras script that trains exactly one run, to read, teach or change without Bothways."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.catalog import SOURCES, source_of
from core.config import DatasetConfig, ModelConfig, RunConfig, TrainConfig
from core.data.dataset import split_seed
from core.data.encoding import num_head
from core.data.reading import stored_reading
from core.data.tables.column_kinds import SETS
from core.data.text.tokenization import first_id
from core.directions import DIRECTIONS
from core.errors import RunStateError
from core.models import architecture
from core.reports.script_reading.script_clauses import clause_values
from core.reports.script_reading.script_file import literal
from core.reports.script_reading.script_formats import ScriptFormat, script_format
from core.reports.script_reading.script_tokens import token_values
from core.reports.script_table import script_table
from core.reports.word_program import subword_values, word_values
from core.runs.run import Run
from core.source import Kind
from core.system.assets import TEMPLATES_FOLDER
from core.system.paths import user_path
from core.training.batches.batching import EARLIER_BATCH_RULE, WARM_UP_SHARE

_TEMPLATE = "keras_script.py.jinja"
_NAMES = ("direction_layer_names", "merge_name", "recurrent_name", "returns_sequences")
_OPTIMIZERS = {"adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "sgd": "SGD"}
_MAX_LINE = 88  # characters: formatters leave such lines unchanged
_SETS = tuple(f'"{name}": {("training", "validation", "test").index(part)}' for name, part in SETS.items())


def keras_script(config: RunConfig, class_names: Sequence[str], data: Mapping[str, Any]) -> str:
    """The script of one run with the same rows, words, layers, initial weights and batches, and only what it needs.

    On one machine it gives the same numbers as the run; it requires numpy, keras, scikit-learn and the packages that
    read the data.

    Args:
        class_names: of the data, in the order of their numbers.
        data: what the run store records about the run's data, such as how a file was read.

    Raises:
        RunStateError: when the run has not read its file yet, so that how it is read is unknown.
        ConfigError: when the head does not fit the number of classes.
    """
    import jinja2  # only needed for a script

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES_FOLDER),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # Python, not HTML: users' texts are written as literals
    )
    environment.globals["call"] = _call
    environment.filters |= {"literal": literal, "expanded": lambda path: str(user_path(path))}
    return environment.get_template(_TEMPLATE).render(_template_values(config, class_names, data))


def run_script(run: Run) -> str:
    """The script of a finished run.

    Raises:
        RunStateError: when the run is not finished, or its files cannot be read.
    """
    from core.inference.scorer import Scorer

    if run.status != "finished":
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a finished run has a script.",
            "Wait until it finishes, or resume it.",
        )
    # Older runs did not record their class names.
    class_names = run.data.get("class_names") or Scorer(run.folder, run.config).class_names
    return keras_script(run.config, class_names, run.data)


def _template_values(config: RunConfig, class_names: Sequence[str], data: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the template uses."""
    dataset, model, train = config.dataset, config.model, config.train
    reading = stored_reading(data)
    is_table = dataset.name == "file" and dataset.kind == "text"
    form = script_format(dataset.path, reading) if is_table else ScriptFormat()
    if data.get("stand_in"):
        dataset = dataset.model_copy(update=_stand_in(dataset))
    if dataset.kind == "series":
        raise RunStateError(
            "There is no Keras script for series.",
            "Scripts are written for texts and images with one label each, and for sequences with one at each step.",
            "Export the model bundle instead.",
        )
    source = source_of(dataset)
    has_tokens = dataset.kind == "tokens"
    of_tokens = token_values(config, reading) if has_tokens else {"windows": ""}
    if not source.script and not has_tokens:
        raise RunStateError(
            f"There is no Keras script for the data set `{dataset.name}`.",
            f"Scripts are written for {', '.join(_with_script())}.",
            "Export the model bundle instead.",
        )
    if reading.num_guarded is not None:
        raise RunStateError(
            "There is no Keras script for a file with a guard against formulas of spreadsheets.",
            "Scripts read files in which every cell is what it says.",
            "Train on the Parquet or JSON lines file instead, or export the model bundle.",
        )
    if dataset.has_label_sets:
        raise RunStateError(
            "There is no Keras script for texts with several labels.",
            "Scripts are written for data with one label a row, or one at each step.",
            "Export the model bundle instead.",
        )
    has_clauses = config.has_clauses
    if has_clauses and dataset.name == "imdb":
        raise RunStateError(
            "There is no Keras script for `imdb` with text.augmentation.",
            "Scripts make clauses of the words of texts, and this data set has word ids.",
            "Export the model bundle instead, or train on `reviews`.",
        )
    subject = source.subject or source.title
    is_table_script = source.script == "table" and not has_tokens
    has_test_set = source.test_part != "split" or bool(reading.parts.get("test"))
    has_validation_set = bool(reading.parts.get("validation"))
    one_hot = train.label_smoothing > 0 and model.head in ("softmax", "logits")
    return {
        "dataset": dataset,
        "text": config.text,
        "model": model,
        "direction": DIRECTIONS[model.direction],
        "reversed_time": architecture.reverses_time(config),
        "train": train,
        "kind": dataset.kind,
        "source": dataset.name,
        "subject": subject,
        "title": f"{DIRECTIONS[model.direction].phrase.format(model.cell)} on {subject}",
        "fingerprint": data.get("fingerprint"),
        "form": form,
        "table": script_table(dataset, class_names, reading) if is_table_script else None,
        "drops_near_duplicates": is_table_script and dataset.drop_near_duplicates,
        "is_sampled": dataset.num_rows is not None and (reading.num_usable or math.inf) > dataset.num_rows,
        "num_sequences": dataset.num_rows or source.num_rows,
        "has_test_set": has_test_set,
        "has_validation_set": has_validation_set,
        "is_split": not has_test_set or (train.validation_split > 0 and not has_validation_set),
        "sets": _SETS,
        "split_seed": split_seed(dataset),
        "stratify": dataset.stratify and dataset.kind not in ("sequence", "tokens"),
        "masked": train.batching == "by_length",
        "pools": model.pools,
        "reset_every": config.reset_every,
        "recurrent_numbers": architecture.recurrent_numbers(model),
        "has_priors": config.has_priors,
        "has_clauses": has_clauses,
        "fitted": "augmented" if has_clauses else "train",
        **(clause_values(class_names, config.text.augmentation) if has_clauses else {}),
        "word_imports": (),
        "normalizes": False,
        "cuts_into_characters": False,
        "has_subwords": False,
        **(word_values(config.text.rules) if dataset.kind == "text" and not source.has_vocabulary else {}),
        **subword_values(),
        **of_tokens,
        "has_words": dataset.has_words,
        "token_classes": [literal(name) for name in class_names] if has_tokens else [],
        "is_softmax": model.head == "softmax" or (has_tokens and len(class_names) > 2),
        "first_word": 4 if dataset.name == "imdb" else first_id(config.text.oov),
        "prior_classes": "(1,)" if len(class_names) == 2 else f"range({len(class_names)})",
        "reads_word_index": dataset.name == "imdb" and bool(dataset.path) and model.embeddings != "random",
        "num_head": num_head(config.text),
        "has_other_batches": train.batching == "by_length" and _has_earlier_batches(data),
        "first_id": first_id(config.text.oov),
        "has_dropout": _has_dropout(model, dataset.kind),
        "passes": _passes(train),
        "loss": _token_loss(len(class_names)) if has_tokens else _loss(model.head, train.label_smoothing, one_hot),
        "plain_loss": _loss(model.head, 0.0, one_hot),
        "one_hot": one_hot,
        "rows_labels": "one_hot" if one_hot else "labels",
        "weighted": train.class_weight == "balanced",
        "optimizer_name": _OPTIMIZERS[train.optimizer],
        "warm_up_share": WARM_UP_SHARE,
        "merge_layer": architecture.MERGE_LAYERS[model.merge_mode],
        "num_steps": architecture.num_steps(config),
        "num_features": architecture.num_features(config),
        "head_units": architecture.head_units(model, len(class_names)),
        **{name: getattr(architecture, name) for name in _NAMES},
    }


def _has_dropout(model: ModelConfig, kind: Kind) -> bool:
    of_texts = (model.spatial_dropout, model.token_dropout) if kind in ("text", "tokens") else ()
    return any((model.dropout, model.recurrent_dropout, model.head_dropout, *of_texts))


def _has_earlier_batches(data: Mapping[str, Any]) -> bool:
    """Whether an earlier version has trained the run in batches of equal length; it recorded no rule."""
    return EARLIER_BATCH_RULE in data.get("batches", [EARLIER_BATCH_RULE] if "fingerprint" in data else [])


def _stand_in(dataset: DatasetConfig) -> Mapping[str, str]:
    """The settings of the data that replaced a data set that was not available."""
    stand_in = source_of(dataset).stand_in
    return stand_in.dataset if stand_in else {}


def _with_script() -> list[str]:
    return list(dict.fromkeys(f"`{source.dataset['name']}`" for source in SOURCES.values() if source.script))


def _passes(train: TrainConfig) -> str:
    """The numbers of the passes over the training set, each of which has its own order."""
    if train.steps_per_epoch is None:
        return f"range(1, {train.epochs + 1})"
    return f"range({train.epochs * train.steps_per_epoch})"  # at least as many as these steps need


def _loss(head: str, label_smoothing: float, one_hot: bool) -> str:
    name = "BinaryCrossentropy" if head in ("sigmoid", "per_step") else "SparseCategoricalCrossentropy"
    arguments = ["from_logits=True"] * (head == "logits") + [f"{label_smoothing=}"] * (label_smoothing > 0)
    return f"keras.losses.{name.removeprefix('Sparse' * one_hot)}({', '.join(arguments)})"


def _token_loss(num_classes: int) -> str:
    """The mean over the words of a batch, which the weights of padding leave out."""
    reduction = 'reduction="mean_with_sample_weight"'
    if num_classes == 2:
        return f"keras.losses.BinaryCrossentropy({reduction})"
    return f"keras.losses.SparseCategoricalCrossentropy(\n        {reduction}\n    )"


def _call(start: str, arguments: Iterable[object], end: str = "", brackets: str = "()") -> str:
    """A call on one line, or with a line for each argument where that is too long; empty arguments are left out."""
    opening, closing = brackets[0], brackets[1]
    parts = [str(argument) for argument in arguments if argument]
    line = f"{start}{opening}{', '.join(parts)}{closing}{end}"
    if len(line) <= _MAX_LINE:
        return line
    return "\n".join([f"{start}{opening}", *(f"    {argument}," for argument in parts), f"{closing}{end}"])
