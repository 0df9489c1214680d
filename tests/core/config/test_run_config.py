"""core.config"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from annotated_types import Ge, Gt, Le, Lt, MaxLen
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from core import catalog
from core.config import DatasetConfig, ModelConfig, RunConfig, TextRules, choices, flatten, read_config
from core.config.assignments import as_word
from core.errors import ConfigError

PARTS = {name: field.annotation for name, field in RunConfig.model_fields.items()}
SETTINGS = {
    f"{part}.{key}": field for part, annotation in PARTS.items() for key, field in annotation.model_fields.items()
}


def limits(field: FieldInfo) -> dict[type, float]:
    """The bounds of a number, by kind: `{Ge: 1, Le: 8}`."""
    kinds = {Ge: "ge", Gt: "gt", Le: "le", Lt: "lt", MaxLen: "max_length"}
    return {type(one): getattr(one, kinds[type(one)]) for one in field.metadata if type(one) in kinds}


def values(field: FieldInfo) -> st.SearchStrategy[Any]:
    """Every possible value of a setting."""
    union = get_args(field.annotation) if get_origin(field.annotation) is not Literal else ()
    kinds = union or (field.annotation,)
    return st.one_of([_values_of(kind, limits(field)) for kind in kinds])


def _values_of(kind: Any, bounds: dict[type, float]) -> st.SearchStrategy[Any]:
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if kind is type(None):
        return st.none()
    if kind is bool:
        return st.booleans()
    if kind is str:
        return st.text(min_size=1, max_size=bounds.get(MaxLen))
    if kind is int:
        return st.integers(bounds.get(Ge), bounds.get(Le))
    return st.floats(
        min_value=bounds.get(Ge, bounds.get(Gt)),
        max_value=bounds.get(Le, bounds.get(Lt)),
        exclude_min=Gt in bounds,
        exclude_max=Lt in bounds,
    )


# Settings with values that their type does not tell.
_SOME_VALUES = {
    "dataset.name": st.sampled_from(catalog.names()),
    "dataset.encoding": st.sampled_from([None, "utf-8", "cp1251"]),
    "dataset.delimiter": st.sampled_from([None, ",", "^"]),
    "dataset.classes": st.sampled_from([None, "1 and 2: negative; 3: drop", '"a;b": "drop"']),
}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Settings of a run as plain types, each one of all its possible values."""
    document: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    for name, field in SETTINGS.items():
        part, _, key = name.partition(".")
        document[part][key] = draw(_SOME_VALUES[name] if name in _SOME_VALUES else values(field))
    assume(document["dataset"]["name"] != "file" or document["dataset"]["path"])
    return _in_harmony(document)


def _in_harmony(document: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same document without the contradictions between its parts that a config refuses."""
    kind = DatasetConfig.model_validate(document["dataset"]).kind
    model, train = document["model"], document["train"]
    if kind != "image" and model["direction"] == "four_directions":
        model["direction"] = "forward"
    if kind != "text":
        train["batching"] = "by_length" if kind in ("tokens", "series") else "padded"
    if kind == "tokens":
        document["text"]["oov"] = True
    else:
        model["decoding"] = "independent"
    if (kind in ("sequence", "tokens")) != (model["head"] == "per_step"):
        model["head"] = "logits" if model["head"] == "per_step" else "per_step"
    if DatasetConfig.model_validate(document["dataset"]).has_label_sets:
        model["head"] = "multi_label"
        document["text"] |= {"priors": "none", "augmentation": "none"}
    elif model["head"] == "multi_label":
        model["head"] = "logits"
    if model["head"] in ("per_step", "multi_label"):
        train |= {"class_weight": "equal", "label_smoothing": 0.0}
    if train["validation_split"] == 0:
        train["early_stopping_patience"] = None
        train["monitor"] = "val_loss"
        train["schedule"] = "constant" if train["schedule"] == "on_plateau" else train["schedule"]
    if kind == "text" and train["batching"] == "padded":
        model["pooling"], model["reset_every"] = "last", None
    if model["direction"] == "unordered" and model["pooling"] == "last" and model["head"] != "per_step":
        model["direction"] = "backward"
    if model["embeddings"] == "glove":
        model["embedding_dim"] = 50
        document["text"]["tokenizer"] = "words"
    if document["text"]["augmentation"] != "none":
        document["text"]["tokenizer"] = "words"
    if model["embeddings"] == "file" and not model["embeddings_path"]:
        model["embeddings"] = "random"
    return document


def wrong_values() -> Iterator[tuple[str, Any]]:
    """Each setting with each value just outside its limits."""
    for name, field in SETTINGS.items():
        bounds = limits(field)
        step = 1 if isinstance(field.default, int) or field.default is None else 1e-9
        yield from ((name, bound - step) for kind, bound in bounds.items() if kind is Ge)
        yield from ((name, bound + step) for kind, bound in bounds.items() if kind is Le)
        yield from ((name, bound) for kind, bound in bounds.items() if kind in (Gt, Lt))
        yield name, ["a", "list"]
        if field.annotation != str | None:
            yield name, "nonsense"
        if isinstance(field.default, float):
            yield name, math.nan


def nested(name: str, value: Any) -> dict[str, dict[str, Any]]:
    part, _, key = name.partition(".")
    return {part: {key: value}}


@given(documents())
def test_a_config_survives_json(document: dict[str, dict[str, Any]]):
    config = RunConfig.from_dict(document)
    assert config.to_dict() == document
    assert RunConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@given(documents())
def test_a_flat_config_names_every_setting_once(document: dict[str, dict[str, Any]]):
    flat = flatten(RunConfig.from_dict(document))
    assert list(flat) == list(SETTINGS)
    assert all(document[name.partition(".")[0]][name.partition(".")[2]] == value for name, value in flat.items())


def test_settings_that_are_left_out_have_their_default():
    assert RunConfig.from_dict({"model": {"units": 7}}).to_dict()["train"] == RunConfig().to_dict()["train"]


@pytest.mark.parametrize(("name", "value"), list(wrong_values()))
def test_a_wrong_setting_names_itself_and_its_value_in_three_parts(name: str, value: Any):
    with pytest.raises(ConfigError) as caught:
        RunConfig.from_dict(nested(name, value))
    assert caught.value.problem == f"{name} is {value!r}."
    assert caught.value.expected.startswith("It must be ")
    assert name in caught.value.hint


def test_a_wrong_choice_is_answered_with_the_possible_ones():
    with pytest.raises(ConfigError, match=r"'SimpleRNN', 'GRU' or 'LSTM'"):
        RunConfig.from_dict({"model": {"cell": "lstm"}})


@pytest.mark.parametrize(
    ("document", "name", "known"),
    [
        ({"model": {"cells": "GRU"}}, "model.cells", "cell, direction"),
        ({"modell": {}}, "modell", "dataset, text, model, train"),
        ({"train": {"": 1}}, "train.", "epochs, steps_per_epoch"),
    ],
)
def test_an_unknown_setting_is_answered_with_the_existing_ones(document: dict[str, Any], name: str, known: str):
    with pytest.raises(ConfigError) as caught:
        RunConfig.from_dict(document)
    assert caught.value.problem == f"{name} is not a setting."
    assert known in caught.value.expected
    assert name in caught.value.hint


@pytest.mark.parametrize("value", [None, 3, "GRU", ["cell"]])
def test_a_part_that_is_not_an_object_is_named(value: Any):
    with pytest.raises(ConfigError, match=r"^model is "):
        RunConfig.from_dict({"model": value})


@pytest.mark.parametrize("path", [None, ""])
def test_a_csv_data_set_needs_a_path(path: str | None):
    with pytest.raises(ConfigError) as caught:
        RunConfig.from_dict({"dataset": {"name": "file", "path": path}})
    assert caught.value.problem == "The data set `file` has no file."
    assert "needs a path" in caught.value.expected
    assert "dataset.path" in caught.value.hint


@given(documents())
def test_any_setting_can_be_assigned_as_a_word(document: dict[str, dict[str, Any]]):
    config = RunConfig.from_dict(document)
    assignments = [f"{name}={as_word(value)}" for name, value in flatten(config).items()]
    assert RunConfig().with_settings(assignments) == config


@given(documents())
def test_a_twin_differs_in_direction_alone(document: dict[str, dict[str, Any]]):
    config = RunConfig.from_dict(document)
    before, after = flatten(config), flatten(config.twin())
    assert {name for name in before if before[name] != after[name]} == {"model.direction"}
    assert "bidirectional" in (before["model.direction"], after["model.direction"])


@pytest.mark.parametrize(
    ("direction", "twin"),
    [
        ("bidirectional", "forward"),
        ("forward", "bidirectional"),
        ("backward", "bidirectional"),
        ("two_forward", "bidirectional"),
    ],
)
def test_the_twin_has_the_other_direction(direction: str, twin: str):
    assert RunConfig.from_dict({"model": {"direction": direction}}).twin().model.direction == twin


def test_a_config_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        RunConfig().model.units = 3


def test_the_choices_of_a_setting_are_in_order():
    assert choices(ModelConfig, "cell") == ("SimpleRNN", "GRU", "LSTM")


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_a_description(name: str):
    assert SETTINGS[name].description
    assert SETTINGS[name].description.endswith(".")


def test_a_config_is_read_from_a_file(tmp_path: Path):
    path = tmp_path / "config.json"
    path.write_text('{"model": {"cell": "GRU"}}', encoding="utf-8")
    assert read_config(path).model.cell == "GRU"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "cannot be read"),
        (b"\xff\xfe\xfa", "cannot be read"),
        (b"[1]", "holds list, not an object"),
        (b"[" * 200_000, "cannot be read"),
        (b'{"model": {"units": 0}}', "model.units is 0"),
    ],
)
def test_a_file_without_a_config_is_named_with_the_reason(tmp_path: Path, content: bytes, reason: str):
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=reason):
        read_config(path)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"absent\.json cannot be read"):
        read_config(tmp_path / "absent.json")


def test_a_config_without_path_keeps_the_name_of_the_file():
    vectors = {"embeddings": "file", "embeddings_path": "/home/secret/vectors.txt"}
    config = RunConfig.from_dict({"dataset": {"name": "file", "path": "/home/secret/mine.csv"}, "model": vectors})
    assert config.without_path().dataset.path == "mine.csv"
    assert config.without_path().model.embeddings_path == "vectors.txt"
    sets = {"name": "file", "path": "/a/b.csv", "validation_path": "/secret/dev.csv", "test_path": "/secret/test.csv"}
    dataset = RunConfig.from_dict({"dataset": sets}).without_path().dataset
    assert (dataset.path, dataset.validation_path, dataset.test_path) == ("b.csv", "dev.csv", "test.csv")
    assert RunConfig().without_path() == RunConfig()


def test_configs_that_say_csv_mean_the_file():
    assert RunConfig.from_dict({"dataset": {"name": "csv", "path": "a.csv"}}).dataset.name == "file"


@pytest.mark.parametrize(("word", "name"), [("csv", "file"), ("mnist", "mnist"), ("reviews", "reviews")])
def test_a_data_set_named_as_the_source_is_led_to_the_name(word: str, name: str):
    with pytest.raises(ConfigError) as error:
        RunConfig.from_dict({"dataset": {"source": word}})
    assert f"dataset.source is {word!r}" in error.value.problem
    assert "dataset.name chooses the data set: reviews" in error.value.expected
    assert "sentiment140" in error.value.expected
    assert error.value.hint == f"Set dataset.name to {name}, and remove dataset.source."


def test_what_a_sum_depends_on_may_be_called_task_as_at_first():
    sums = {"dataset": {"name": "cumulative_sum", "task": "both"}, "model": {"head": "per_step"}}
    for config in (RunConfig.from_dict(sums), RunConfig.from_stored(sums)):
        assert (config.dataset.task, config.dataset.target) == ("classes", "both")
        assert config.with_settings(["dataset.task=future"]).dataset.target == "future"
    assert RunConfig().with_settings(["dataset.path=a.csv", "dataset.name=file"]).dataset.kind == "text"


def test_a_label_for_every_token_needs_settings_that_leave_padding_out_and_no_word():
    tokens = ("dataset.name=file", "dataset.path=a.conll", "dataset.task=tokens", "model.head=per_step")
    config = RunConfig().with_settings([*tokens, "train.batching=by_length", "dataset.label_separator=|"])
    assert (config.dataset.kind, config.dataset.has_words, config.dataset.has_label_sets) == ("tokens", True, False)
    for setting in ("train.batching=padded", "text.oov=false", "model.head=softmax", "train.class_weight=balanced"):
        with pytest.raises(ConfigError, match=setting.partition("=")[0]):
            config.with_settings([setting])


def test_a_stored_config_keeps_the_rules_of_its_time():
    values = RunConfig().to_dict()
    for key in ("tokenizer", "normalization", "language", "strip_html"):
        del values["text"][key]
    assert RunConfig.from_stored(values).text.rules == TextRules("keras", True, "none", "any", False)
    assert RunConfig.from_stored(RunConfig().to_dict()) == RunConfig()
    for name in ("sampling", "merge_spellings", "drop_missing_labels"):
        del values["dataset"][name]
    dataset = RunConfig.from_stored(values).dataset
    assert (dataset.sampling, dataset.merge_spellings, dataset.drop_missing_labels) == ("random", False, False)
    values["text"]["tokenizer"] = "words"
    assert RunConfig.from_stored(values).text.rules == TextRules("words", True, "none", "any", False)
