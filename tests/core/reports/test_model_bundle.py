import json
import re
import shutil
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from core.config import RunConfig
from core.data.encoding import Encoded
from core.data.text.tokenization import Vocabulary
from core.errors import ExportError, RunStateError
from core.inference.decision_rule import DecisionRule, LabelThresholds, write_rule
from core.inference.inputs.tagged_sentence import tag_sentences
from core.inference.scorer import Scorer
from core.models.onnx_temperature import set_temperature
from core.reports.model_bundle import write_model_bundle
from core.runs.demo.bundled import demo_runs
from core.training.history import Epoch
from tests.support.networks import write_network

NAMES = ("bad", "good")
TEXTS = [
    "Good!",
    "a bad film, not good at all and one of the worst",
    "",
    "zzz",
    "not bad Bad",
    "A film :) isn\u2019t bad!!!!<br />10/10",
    "film " * 40,
    "\té 漢 ŀ\n",
    "isn’t “good”… cafe\u0301😀 <br />İYİ ılık\u00a0&amp; fi\u200blm",
]
MOST_LINES = 37
EPOCHS = (Epoch(1, 0.61, 0.7, 0.5, 0.75, 1.5), Epoch(2, 0.6, 0.7, 0.55, 0.8, 1.5))

# What an environment with only the bundle's packages would do: every other import fails as if it were not installed.
EMPTY_ENVIRONMENT = """
import pathlib, runpy, sys
requirements = pathlib.Path(sys.argv[1]).with_name("requirements.txt").read_text()
packages = {line.partition("==")[0] for line in requirements.splitlines()}
class Refuse:
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] not in sys.stdlib_module_names | packages:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Refuse)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def finish(store):
    """Add a finished run with an untrained network of seeded weights, and the vocabulary if there is one."""
    from core.models.keras_model import build_model
    from core.models.onnx_export import export_onnx

    def add(config, names=NAMES, vocabulary=None, name="one", maxlen=None):
        run = store.create(config, name)
        model = build_model(config, len(names))
        generator = np.random.default_rng(0)
        model.set_weights([generator.normal(0, 1, weight.shape) for weight in model.get_weights()])
        export_onnx(model, config, names, run.folder / "model.onnx", maxlen)
        if vocabulary:
            vocabulary.save(run.folder / "vocabulary.json")
        store.claim(run.run_id, None)
        store.finish(run.run_id, {"test_accuracy": 0.875, "test_loss": 0.3, "num_test": 400.0}, 2.5)
        return store.get(run.run_id)

    return add


def config_of(text=(), model=(), train=(), **dataset):
    small = {"units": 3, "embedding_dim": 4}
    return RunConfig.from_dict(
        {"dataset": dataset, "text": {"num_words": 30, "maxlen": 6, **dict(text)}, "model": small | dict(model),
         "train": dict(train)}
    )  # fmt: skip


def predict(run, folder, arguments=(), lines=None, has_rule=False):
    """What the unpacked predict.py prints in an environment with only what its requirements.txt names."""
    write_model_bundle(run, EPOCHS, folder / "run.zip")
    with zipfile.ZipFile(folder / "run.zip") as archive:
        archive.extractall(folder / "unpacked")
    program = (folder / "unpacked" / "predict.py").read_text(encoding="utf-8")
    of_words = 12 if run.config.text.tokenizer == "words" else 0
    of_words += 52 if run.config.text.normalization == "unicode" else 0
    program = re.sub(r'r""".*?"""', '""', program, flags=re.DOTALL)  # patterns
    of_priors = 16 if run.config.text.priors != "none" else 0
    of_pieces = {"characters": 7, "subwords": 14}.get(run.config.text.tokenizer, 0)
    of_rule = 4 if has_rule else 0
    assert program.count("\n") <= MOST_LINES + of_words + of_priors + of_pieces + of_rule
    assert max(map(len, program.splitlines())) <= 120
    command = [sys.executable, "-I", "-c", EMPTY_ENVIRONMENT, str(folder / "unpacked" / "predict.py"), *arguments]
    result = subprocess.run(command, cwd=folder, input=lines, capture_output=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("batching", "text"),
    [
        ("padded", {}),
        ("padded", {"oov": False, "padding": "post", "truncating": "post"}),
        ("padded", {"maxlen": None, "lower": False}),
        ("padded", {"tokenizer": "words", "normalization": "none", "strip_html": False}),
        ("padded", {"tokenizer": "words", "oov": False, "lower": False}),
        ("padded", {"tokenizer": "keras"}),
        ("padded", {"tokenizer": "keras", "normalization": "none", "strip_html": False}),
        ("by_length", {"language": "tr"}),
        ("padded", {"tokenizer": "characters"}),
        ("padded", {"tokenizer": "subwords"}),
        ("by_length", {"tokenizer": "characters", "normalization": "none", "oov": False, "strip_html": False}),
        ("by_length", {"tokenizer": "subwords", "subwords": "unigram", "normalization": "none", "strip_html": False}),
        ("by_length", {}),
        ("by_length", {"oov": False, "padding": "post", "truncating": "post"}),
    ],
    ids=[
        "pre",
        "post without oov",
        "longest of the training",
        "words as typed",
        "cased words",
        "keras",
        "keras as typed",
        "turkish",
        "characters",
        "subwords",
        "characters as typed",
        "unigrams as typed",
        "by length",
        "by length without oov",
    ],
)
def test_texts_get_the_same_numbers_without_bothways(tmp_path, finish, batching, text):
    config = config_of(text, train={"batching": batching})
    vocabulary = Vocabulary.fit(
        ["a good film!", "a bad Bad film :)", "is n't", "not good", "not bad at all", "caf\u00e9 \U0001f600 İyi ILIK"],
        config.text,
    )
    run = finish(config, vocabulary=vocabulary, maxlen=None if batching == "by_length" else config.text.maxlen or 9)
    check_texts(run, predict(run, tmp_path, TEXTS), TEXTS)


def test_calibrated_probabilities_are_the_same_without_bothways(tmp_path, finish):
    vocabulary = Vocabulary.fit(["a good film", "a bad Bad film", "not good"], config_of().text)
    run = finish(config_of(), vocabulary=vocabulary, maxlen=6)
    before = Scorer(run.folder, run.config).probabilities(TEXTS)
    set_temperature(run.folder / "model.onnx", 3.0)
    check_texts(run, predict(run, tmp_path, TEXTS), TEXTS)
    assert np.abs(Scorer(run.folder, run.config).probabilities(TEXTS) - before).max() > 0.01


@pytest.mark.parametrize(
    ("names", "network"),
    [
        (NAMES, {"priors": "both", "truncating": "head_tail"}),
        (NAMES, {"priors": "linear", "truncating": "head_tail", "batching": "by_length", "pooling": "max_mean"}),
        (NAMES, {"priors": "both", "batching": "by_length", "pooling": "attention", "direction": "unordered"}),
        (("bad", "fair", "good"), {"priors": "naive_bayes", "head": "softmax", "start": True}),
    ],
    ids=["padded", "pooled", "no recurrent layer", "three classes with a start id"],
)
def test_texts_with_priors_get_the_same_numbers_without_bothways(tmp_path, store, names, network):
    run = store.create(write_network(tmp_path / "network", names, **network))
    shutil.copytree(tmp_path / "network", run.folder, dirs_exist_ok=True)
    store.claim(run.run_id, None)
    store.finish(run.run_id, {"test_accuracy": 0.875, "test_loss": 0.3, "num_test": 400.0}, 2.5)
    texts = [*TEXTS, "not good but very long, a lovely film and a boring film, not bad"]
    check_texts(store.get(run.run_id), predict(store.get(run.run_id), tmp_path, texts), texts)


@pytest.mark.parametrize("truncating", ["pre", "post", "head_tail"])
def test_texts_that_begin_with_a_start_id_get_the_same_numbers(tmp_path, finish, truncating):
    vocabulary = Vocabulary(("good", "film", "bad"), num_words=30, lower=True, oov=True, start=True)
    run = finish(config_of({"truncating": truncating}, name="imdb"), vocabulary=vocabulary, maxlen=6)
    check_texts(run, predict(run, tmp_path, TEXTS), TEXTS)


def test_several_classes_are_read_from_standard_input(tmp_path, finish):
    config = config_of(model={"head": "logits"})
    vocabulary = Vocabulary.fit(["a good film"], config.text)
    run = finish(config, ("bad", "fair", "日本"), vocabulary, maxlen=6)
    texts = ["a good film", "", "é 漢 good"]
    check_texts(run, predict(run, tmp_path, lines="\n".join(texts) + "\n"), texts)


def check_texts(run, predictions, texts):
    assert [prediction["input"] for prediction in predictions] == texts
    for prediction, score in zip(predictions, Scorer(run.folder, run.config).score(texts), strict=True):
        assert prediction["probabilities"] == pytest.approx(score.probabilities, abs=1e-6)
        assert prediction["label"] == score.label


@pytest.mark.parametrize("direction", ["bidirectional", "four_directions"])
def test_images_get_the_same_numbers_without_bothways(tmp_path, finish, direction):
    run = finish(config_of(model={"head": "softmax", "direction": direction}, name="digits"), tuple("0123456789"))
    images = np.random.default_rng(0).random((3, 28, 28), np.float32)
    np.save(tmp_path / "one.npy", images[0])
    np.save(tmp_path / "more.npy", images[1:])
    predictions = predict(run, tmp_path, ["one.npy", "more.npy"])
    assert [prediction["input"] for prediction in predictions] == ["one.npy, 1", "more.npy, 1", "more.npy, 2"]
    lines = "\n".join(", ".join(str(value) for value in image.ravel()) for image in images)
    for again, prediction, score in zip(
        predict(run, tmp_path, lines=lines),
        predictions,
        Scorer(run.folder, run.config).score_images(images),
        strict=True,
    ):
        assert prediction["probabilities"] == pytest.approx(score.probabilities, abs=1e-6)
        assert again["probabilities"] == pytest.approx(score.probabilities, abs=1e-6)
        assert prediction["label"] == again["label"] == score.label


def test_sequences_get_the_same_numbers_without_bothways(tmp_path, finish):
    run = finish(config_of(model={"head": "per_step"}, name="cumulative_sum"), ("0", "1"))
    rows = [[-0.1, 0.5, 0.3], [0.25] * 7]
    written = [", ".join(map(str, row)) for row in rows]
    predictions = predict(run, tmp_path, written)
    assert predictions == predict(run, tmp_path, lines="\n".join(written))
    for prediction, row in zip(predictions, rows, strict=True):
        values = np.array(row, np.float32).reshape(1, -1, 1)
        (expected,) = Scorer(run.folder, run.config).probabilities_of(Encoded(values, np.array([len(row)], np.int32)))
        probabilities = [[step[name] for name in ("0", "1")] for step in prediction["probabilities"]]
        np.testing.assert_allclose(probabilities, expected, atol=1e-6)
        assert prediction["labels"] == [str(label) for label in expected.argmax(axis=1)]


def test_the_bundle_contains_the_runs_files_and_names_a_missing_one(tmp_path, finish):
    config = config_of()
    run = finish(config, vocabulary=Vocabulary.fit(["a good film"], config.text), maxlen=6)
    always = {"model.onnx", "vocabulary.json", "run.json", "predict.py", "requirements.txt", "README.md"}
    write_model_bundle(run, EPOCHS, tmp_path / "without.zip")
    assert contents(tmp_path / "without.zip").keys() == always
    assert "`model.keras` is not part of this zip" in contents(tmp_path / "without.zip")["README.md"]
    (run.folder / "model.keras").write_bytes(b"keras")
    write_model_bundle(run, EPOCHS, tmp_path / "with.zip")
    files = contents(tmp_path / "with.zip")
    assert files.keys() == always | {"model.keras"}
    assert requirements(files) == ["numpy", "onnxruntime"]
    assert len(json.loads(files["run.json"])["epochs"]) == 2


@pytest.mark.parametrize(("tokenizer", "package"), [("characters", "regex"), ("subwords", "tokenizers")])
def test_the_bundle_requires_the_package_that_cuts_texts(tmp_path, finish, tokenizer, package):
    config = config_of({"tokenizer": tokenizer})
    run = finish(config, vocabulary=Vocabulary.fit(["a good film"], config.text), maxlen=6)
    write_model_bundle(run, EPOCHS, tmp_path / "run.zip")
    assert requirements(contents(tmp_path / "run.zip")) == ["numpy", "onnxruntime", package]


def requirements(files):
    return [line.partition("==")[0] for line in files["requirements.txt"].splitlines()]


def contents(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_a_demo_network_is_bundled_with_its_shipped_description(tmp_path):
    run = demo_runs()[1]
    write_model_bundle(run, (), tmp_path / "demo.zip")
    files = contents(tmp_path / "demo.zip")
    assert files["run.json"] == (run.folder / "run.json").read_text(encoding="utf-8")
    assert "the demo ships without it" in files["README.md"]
    assert f"TensorFlow {json.loads(files['run.json'])['versions']['tensorflow']}" in files["README.md"]


def test_a_run_that_is_not_finished_has_no_bundle(store, tmp_path):
    with pytest.raises(RunStateError, match="is queued"):
        write_model_bundle(store.create(RunConfig()), (), tmp_path / "run.zip")
    assert not (tmp_path / "run.zip").exists()


def test_a_path_that_cannot_be_written_raises_an_export_error(tmp_path):
    with pytest.raises(ExportError, match="cannot be written"):
        write_model_bundle(demo_runs()[0], (), tmp_path / "missing" / "run.zip")


def test_the_program_prints_the_labels_above_their_thresholds(finish, tmp_path):
    names = ("food", "money", "sport")
    config = config_of({}, {"head": "multi_label"}, name="file", path="tags.csv", label_separator="|")
    run = finish(config, names, Vocabulary.fit(["a good film", "a bad film"], config.text), maxlen=6)
    write_rule(LabelThresholds({"food": 0.999, "money": 0.001}), run.folder)  # `sport` has 0.5
    write_model_bundle(run, EPOCHS, tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        archive.extractall(tmp_path / "bundle")
    program = [sys.executable, "-c", EMPTY_ENVIRONMENT, str(tmp_path / "bundle" / "predict.py"), "a good film"]
    (line,) = subprocess.run(program, capture_output=True, text=True, check=True).stdout.splitlines()
    (score,) = Scorer(run.folder, config).score(["a good film"])
    printed = json.loads(line)
    assert printed["labels"] == list(score.labels)
    assert printed["probabilities"] == pytest.approx(score.probabilities, abs=1e-6)


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_a_stored_threshold_goes_with_the_program_and_the_card(finish, tmp_path, threshold):
    config = config_of()
    run = finish(config, vocabulary=Vocabulary.fit(TEXTS, config.text))
    rule = DecisionRule("good", threshold)
    write_rule(rule, run.folder)
    scores = Scorer(run.folder, config).score(TEXTS[:2])
    for printed, score in zip(predict(run, tmp_path, TEXTS[:2], has_rule=True), scores, strict=True):
        decided = rule.decide(score.probabilities)
        assert printed["decision"] == {"label": decided, "positive": "good", "threshold": threshold}
        assert printed["label"] == score.label
    card = (tmp_path / "unpacked" / "README.md").read_text(encoding="utf-8")
    assert f"is `good` above a probability of {threshold:g};" in card


@pytest.mark.parametrize("rule", [None, DecisionRule("gone", 0.3)])
def test_without_a_threshold_of_these_classes_the_program_decides_nothing(finish, tmp_path, rule):
    config = config_of()
    run = finish(config, vocabulary=Vocabulary.fit(TEXTS, config.text))
    if rule:
        write_rule(rule, run.folder)
    (printed,) = predict(run, tmp_path, TEXTS[:1])
    assert "decision" not in printed
    assert not (tmp_path / "unpacked" / "threshold.json").exists()
    assert "threshold.json" not in (tmp_path / "unpacked" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["punctuation", "capitals"])
def test_the_program_of_a_network_of_tokens_gives_the_labels_of_scoring(finish, tmp_path, name):
    config = config_of(
        model={"head": "per_step"}, train={"batching": "by_length"}, name=name, num_rows=20, text={"maxlen": 2}
    )
    vocabulary = Vocabulary.fit(TEXTS, config.text.model_copy(update={"strip_html": False}))
    run = finish(config, ("none", "one", "two"), vocabulary)
    texts = [text.strip() for text in TEXTS if text]
    printed = predict(run, tmp_path, lines="\n".join(texts))
    expected = tag_sentences(Scorer(run.folder, config), texts, cut="letters")
    assert [one["input"] for one in printed] == texts
    for ours, theirs in zip(printed, expected, strict=True):
        assert [token["token"] for token in ours["tokens"]] == [token.token for token in theirs.tokens]
        assert [token["label"] for token in ours["tokens"]] == [token.label for token in theirs.tokens]
        for token, other in zip(ours["tokens"], theirs.tokens, strict=True):
            assert token["probabilities"] == pytest.approx(other.probabilities, abs=1e-6)
    card = (tmp_path / "unpacked" / "README.md").read_text(encoding="utf-8")
    assert "sentences, each of whose tokens gets a label" in card
    assert "truncated" not in card
