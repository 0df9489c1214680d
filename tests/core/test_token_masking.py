"""No padding and no other sentence changes what is predicted for a token: in Keras, in ONNX and in the bundle."""

import io
import json
import runpy
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import tensorflow as tf

from core.config import RunConfig
from core.data.text.rules.given_tokens import token_rules
from core.data.text.tokenization import Vocabulary
from core.data.text.tokens import number_words
from core.evaluation.tagging.transition_scores import TRANSITIONS_FILE, TransitionScores
from core.inference.scorer import Scorer
from core.models.crf_layer import crf_of, without_crf
from core.models.keras_model import build_model
from core.models.onnx_export import export_onnx
from core.reports.model_bundle import write_model_bundle
from core.runs.store import RunStore
from core.training.rnn.forward_pass import forward
from core.training.rnn.masked_pass import masked_forward
from core.training.rnn.packing import Packing, pack, unpack

pytestmark = pytest.mark.training

WAYS = [
    ("forward", "concat"), ("backward", "concat"),
    *product(("bidirectional", "two_forward"), ("concat", "sum", "mul", "ave")),
]  # fmt: skip
NETWORKS = [(*network, "independent") for network in product(("SimpleRNN", "GRU", "LSTM"), WAYS)]
NETWORKS += [("LSTM", way, "crf") for way in (WAYS[1], WAYS[2])]
WORDS = ("ant", "bee", "cat", "dog", "elk", "fox")
NAMES = ("none", "comma", "full stop")
SENTENCES = [[WORDS[place % 6] for place in range(start, start + 7 - start)] for start in (0, 4, 6)]
LENGTHS = np.array([len(words) for words in SENTENCES], np.int32)
TOLERANCE = 1e-6


def new_config(cell: str, way: tuple[str, str], decoding: str) -> RunConfig:
    return RunConfig().with_settings(
        ["dataset.name=punctuation", "model.head=per_step", "train.batching=by_length", "text.num_words=9",
         "model.units=3", "model.embedding_dim=4", "model.num_layers=2", "model.spatial_dropout=0",
         f"model.cell={cell}", f"model.direction={way[0]}", f"model.merge_mode={way[1]}", f"model.decoding={decoding}"]
    )  # fmt: skip


def padded(ids: list[list[int]], width: int) -> np.ndarray:
    """The sentences with words after their ends, which a network that reads its padding would see."""
    rows = np.random.default_rng(1).integers(1, 8, (len(ids), width)).astype(np.int32)
    for row, of_sentence in zip(rows, ids, strict=True):
        row[: len(of_sentence)] = of_sentence
    return rows


def tokens_of(outputs: np.ndarray) -> np.ndarray:
    """The outputs of all tokens, one sentence after the other."""
    return outputs[np.arange(outputs.shape[1]) < LENGTHS[:, None]]


def by_keras(model, ids: list[list[int]]) -> Iterator[np.ndarray]:
    """The outputs of all tokens by Keras' masked layers over padded sentences, and by packed steps."""
    yield tokens_of(masked_forward(model, [tf.constant(padded(ids, 9))], tf.constant(LENGTHS), False).numpy())
    packing = Packing.of_lengths(LENGTHS)
    tensors = Packing(*map(tf.constant, packing))
    outputs = forward(model, [tf.constant(pack(padded(ids, 7), packing))], False, False, packing=tensors)
    yield tokens_of(unpack(outputs, tensors).numpy())


def by_the_program(run, folder: Path, capsys, monkeypatch) -> list[dict]:
    write_model_bundle(run, (), folder / "bundle.zip")
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        archive.extractall(folder)
    monkeypatch.setattr("sys.argv", ["predict.py", *map(" ".join, SENTENCES)])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))  # the program sets its encoding
    capsys.readouterr()
    runpy.run_path(str(folder / "predict.py"))
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(("cell", "way", "decoding"), NETWORKS)
def test_a_token_is_predicted_as_in_its_sentence_alone(
    store: RunStore, tmp_path, capsys, monkeypatch, cell, way, decoding
):
    config = new_config(cell, way, decoding)
    run = store.create(config)
    Vocabulary.of_tokens(number_words(SENTENCES), config.text, token_rules(config.text)).save(
        run.folder / "vocabulary.json"
    )
    model = build_model(config, len(NAMES))
    model.set_weights([2 * weight + 0.1 for weight in model.get_weights()])  # so that gates open and close
    export_onnx(model, config, NAMES, run.folder / "model.onnx", None)
    if crf := crf_of(model):
        TransitionScores(*crf.get_weights()).save(run.folder / TRANSITIONS_FILE)
    scorer = Scorer(run.folder, config)
    ids = [scorer.encode(number_words([words])).inputs[0].tolist() for words in SENTENCES]
    emissions = without_crf(model)
    alone = np.concatenate([np.asarray(emissions(np.array([of_sentence]))[0]) for of_sentence in ids])
    assert np.ptp(alone, axis=0).min() > 1e-3, "tokens must differ, or agreement would mean nothing"
    for outputs in by_keras(model, ids):
        np.testing.assert_allclose(outputs, alone, atol=TOLERANCE)

    session = onnxruntime.InferenceSession(run.folder / "model.onnx", providers=["CPUExecutionProvider"])
    output = "logits" if crf else "probabilities"
    for width in (7, 12):
        (outputs,) = session.run([output], {"inputs": padded(ids, width), "lengths": LENGTHS})
        np.testing.assert_allclose(tokens_of(outputs), alone, atol=TOLERANCE)

    together, tags = scorer.tags_of(scorer.encode(number_words(SENTENCES)))
    labels = tokens_of(together).argmax(axis=1) if tags is None else tokens_of(tags)
    store.claim(run.run_id, None)
    store.finish(run.run_id, {"test_accuracy": 0.5, "num_test": 5.0, "num_steps": 20.0}, 1.0)
    printed = by_the_program(store.get(run.run_id), tmp_path, capsys, monkeypatch)
    tokens = [token for line in printed for token in line["tokens"]]
    assert [token["token"] for token in tokens] == [word for words in SENTENCES for word in words]
    assert [token["label"] for token in tokens] == [NAMES[label] for label in labels]
    shares = [list(token["probabilities"].values()) for token in tokens]
    np.testing.assert_allclose(shares, tokens_of(together), atol=TOLERANCE)
