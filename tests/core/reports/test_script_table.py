"""The first part of a script, run: rows, classes and sets are those of the run."""

import random
import re
import unicodedata
from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import train_test_split

from core.config import RunConfig
from core.data.reading import Reading
from core.data.sources import load, split
from core.errors import RunStateError
from core.reports.keras_script import keras_script
from core.reports.script_table import script_table

MODULES = {
    "np": np, "pd": pd, "Counter": Counter, "train_test_split": train_test_split, "re": re, "unicodedata": unicodedata,
}  # fmt: skip
LABELS = {
    "spellings": ["Pos", "pos", "NEG", "neg ", " pos", ""],
    "numbers": ["1", "2", "3", "4", "5.0", "nan"],
    "booleans": ["True", "FALSE", "true", "None"],
    "rare": [*"ab" * 30, "c"],
}
SETS = (["train", "Train ", "dev", "test", ""], ["train", "test"], ["train", "dev"])


@pytest.fixture(autouse=True)
def _files_in_the_workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path))


def content(labels: list[str], sets: list[str]) -> str:
    choose = random.Random(3)
    lines = [
        f"T{choose.choice([row, row, row, 3])},some words {row % 90},{choose.choice(labels)},{choose.choice(sets)}\n"
        for row in range(150)
    ]
    return "title,text,label,set\n" + "".join(lines)


def config_of(path, settings, validation_split=0.2):
    train = {"validation_split": validation_split}
    if not validation_split:
        train["early_stopping_patience"] = None
    dataset = {"name": "file", "path": str(path), **settings}
    return RunConfig.from_dict({"dataset": dataset, "model": {"head": "softmax"}, "train": train})


def script_of(config):
    dataset = load(config.dataset)
    return keras_script(config, dataset.class_names, {"reading": dataset.reading.to_dict()})


@pytest.mark.parametrize(
    ("labels", "settings"),
    [
        ("spellings", {}),
        ("spellings", {"merge_spellings": False}),
        ("spellings", {"num_rows": 40, "classes": "POS: good"}),
        ("numbers", {"num_rows": 40}),
        ("numbers", {"classes": "1 and 2: negative; 3: drop; 4: positive", "num_rows": 40}),
        ("numbers", {"sampling": "random", "num_rows": 40}),
        ("booleans", {}),
        ("booleans", {"classes": "true: yes; false: no"}),
        ("rare", {"min_class_rows": 9, "num_rows": 44}),
        ("rare", {"min_class_rows": 9, "classes": "b: B"}),
        ("rare", {"joined_columns": "title,text", "min_class_rows": 9}),
        ("booleans", {"split_column": "set"}),
        ("booleans", {"split_column": "set", "num_rows": 60}),
        ("booleans", {"split_column": "set", "drop_near_duplicates": True, "joined_columns": "title,text"}),
        ("booleans", {"split_column": "set", "drop_duplicates": False}),
    ],
)
def test_a_script_has_the_rows_classes_and_sets_of_its_run(tmp_path, labels, settings):
    path = tmp_path / "own.csv"
    for sets, validation_split in product(SETS if "split_column" in settings else SETS[:1], (0.2, 0)):
        path.write_text(content(LABELS[labels], sets))
        config = config_of(path, settings, validation_split)
        dataset, script = load(config.dataset), script_of(config)
        parts = split(dataset, config.dataset, validation_split)
        names = dict(MODULES)
        end = script.index("# --- ", script.index("# --- Split") + 1)
        exec(compile(script[script.index("# --- Data") : end], "script", "exec"), names)
        assert names["texts"] == dataset.texts
        assert names["labels"].tolist() == dataset.labels.tolist()
        assert names["test"].tolist() == parts.test.tolist()
        assert names["train"].tolist() == parts.train.tolist()
        assert not validation_split or names["validation"].tolist() == parts.validation.tolist()


def test_what_a_script_cannot_read_is_refused(tmp_path):
    (tmp_path / "own.csv").write_text(content(["a", "b"], ["train"]))
    with pytest.raises(RunStateError, match="files of their own"):
        script_of(config_of(tmp_path / "own.csv", {"test_path": str(tmp_path / "own.csv"), "drop_duplicates": False}))
    (tmp_path / "twice.csv").write_text(content(["a", "b"], ["train"]).replace("title", "text", 1))
    with pytest.raises(RunStateError, match="without a name of their own"):
        script_of(config_of(tmp_path / "twice.csv", {"split_column": "set", "label_column": "label"}))


def test_a_file_that_is_no_text_has_been_read_without_an_encoding():
    dataset = config_of("a.parquet", {}).dataset
    reading = Reading(format="parquet", columns=("body", "y"), text_column="body", label_column="y")
    table = script_table(dataset, ["bad", "good"], reading)
    assert (table.text_column, table.label_column) == ("body", "y")
    with pytest.raises(RunStateError, match="has not read its file yet"):
        script_table(dataset, ["bad", "good"], Reading())
