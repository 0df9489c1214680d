"""Own files with a tag for every token, trained, tested and scored from the layouts that the recipes do not cover."""

import json
import random
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.__main__ import main
from core.config import RunConfig
from core.evaluation.predictions import read_predictions
from core.inference.inputs.tagged_sentence import tag_sentences
from core.inference.scorer import Scorer
from core.runs.jobs.pipeline import run_experiment
from core.runs.jobs.queue import this_process
from core.runs.run import Run

NAMES, PLACES = ["Anna", "Béla", "Carl"], ["Rome", "Oslo"]


def sentences() -> list[list[tuple[str, str]]]:
    """Names and places with the tags of their spans, each sentence with a word of its own."""
    draw = random.Random(0)
    return [
        [
            (draw.choice(NAMES), "B-per"), ("Smith", "I-per"), ("went", "O"), ("to", "O"),
            (draw.choice(PLACES), "B-geo"), (f"w{number}", "O"),
        ][draw.randint(0, 2) :]
        for number in range(120)
    ]  # fmt: skip


def kaggle_file(folder: Path) -> Path:
    """A word a row in latin-1, and the number of a sentence in its first row alone."""
    rows = ["Sentence #,Word,POS,Tag"]
    for number, sentence in enumerate(sentences(), start=1):
        rows += [
            f"{'' if place else f'Sentence: {number}'},{word},X,{tag}" for place, (word, tag) in enumerate(sentence)
        ]
    (folder / "ner.csv").write_bytes("\n".join(rows).encode("latin-1"))
    return folder / "ner.csv"


def hugging_face_file(folder: Path) -> Path:
    """Lists of tokens and of class numbers, whose names are in the schema."""
    names = ["O", "B-per", "I-per", "B-geo"]
    feature = {"feature": {"names": names, "_type": "ClassLabel"}, "_type": "Sequence"}
    metadata = {b"huggingface": json.dumps({"info": {"features": {"ner_tags": feature}}}).encode()}
    columns = {
        "tokens": [[word for word, _ in sentence] for sentence in sentences()],
        "ner_tags": [[names.index(tag) for _, tag in sentence] for sentence in sentences()],
    }
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), folder / "ner.parquet")
    return folder / "ner.parquet"


def conll_file(folder: Path) -> Path:
    """CoNLL-2003's four columns, and the line that begins a document."""
    blocks = ["".join(f"{word} X X {tag}\n" for word, tag in sentence) for sentence in sentences()]
    (folder / "eng.testb").write_text("-DOCSTART- -X- O O\n\n" + "\n".join(blocks), encoding="utf-8")
    return folder / "eng.testb"


def treebank_file(folder: Path) -> Path:
    """CoNLL-U with comments, a range of words and an empty node, and the tags where parts of speech are."""
    blocks = []
    for number, sentence in enumerate(sentences(), start=1):
        lines = [f"{at}\t{word}\t_\t{tag}\t_\t_\t0\t_\t_\t_\n" for at, (word, tag) in enumerate(sentence, start=1)]
        extra = ["1-2\tSmithwent" + "\t_" * 8 + "\n", "1.1\tleft" + "\t_" * 8 + "\n"]
        blocks.append("".join([f"# sent_id = {number}\n", extra[0], lines[0], extra[1], *lines[1:]]))
    (folder / "test.conllu").write_text("\n".join(blocks), encoding="utf-8")
    return folder / "test.conllu"


def score_every_layout(run: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files of the same sentences in four layouts have the same labels, in every format of results."""
    results = []
    for make, ending in (
        (kaggle_file, "csv"), (hugging_face_file, "parquet"), (conll_file, "jsonl"), (treebank_file, "parquet"),
    ):  # fmt: skip
        out = folder / f"scored-{make.__name__}.{ending}"
        capsys.readouterr()
        assert main(["score", run.run_id, "--file", str(make(folder)), "--out", str(out), "--json"]) == 0
        results.append(json.loads(capsys.readouterr().out))
        read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "jsonl": partial(pd.read_json, lines=True)}[ending]
        table = read(out)
        assert [tuple(pair) for pair in table[["word", "tag"]].to_numpy().tolist()] == [
            pair for sentence in sentences() for pair in sentence
        ]
        assert (table["label"] == table["tag"]).mean() == pytest.approx(results[-1]["accuracy"])
    of_all = [{key: value for key, value in one.items() if key not in ("out", "notes")} for one in results]
    assert of_all[1:] == of_all[:-1]
    assert of_all[0]["accuracy"] > 0.9
    assert of_all[0]["spans"]["f1"] > 0.8
    assert of_all[0]["num_sentences"] == 120


@pytest.mark.training
@pytest.mark.parametrize(
    ("file", "decoding"), [(kaggle_file, "crf"), (hugging_face_file, "legal")], ids=["kaggle", "hugging face"]
)
def test_a_file_trains_a_network_whose_spans_and_unknown_words_are_measured(
    file, decoding, store, settings, tmp_path, monkeypatch, capsys
):
    parts = {
        "dataset": {"name": "file", "task": "tokens", "path": str(file(tmp_path))},
        "model": {"head": "per_step", "units": 4, "embedding_dim": 8, "decoding": decoding},
        "train": {"batching": "by_length", "epochs": 4, "batch_size": 8, "learning_rate": 0.05},
    }
    run = store.create(RunConfig.from_dict(parts), "names")
    store.claim(run.run_id, this_process())
    run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None)
    finished = store.get(run.run_id)
    assert finished.status == "finished"
    assert finished.metrics["test_span_f1"] > 0.8
    assert finished.metrics["num_unknown"] >= finished.metrics["num_test"]  # each sentence has a word of its own
    assert 0 <= finished.metrics["test_unknown_accuracy"] <= 1
    predictions = read_predictions(finished.folder)
    assert predictions.is_labelled.sum() == finished.metrics["num_steps"]
    np.testing.assert_array_equal(predictions.decoded >= 0, predictions.is_labelled)
    assert predictions.right.mean() == pytest.approx(finished.metrics["test_accuracy"])
    chances = predictions.probabilities.sum(axis=2)[predictions.is_labelled]
    np.testing.assert_allclose(chances, 1, atol=1e-5)
    assert ("temperature" in finished.metrics) <= (decoding == "legal")
    loaded = keras.saving.load_model(finished.folder / "model.keras")  # without a layer of ours
    assert loaded.layers[-1].name == "head"
    assert any("in the scheme IOB2" in note for note in finished.data["notes"])
    (answer,) = tag_sentences(Scorer(finished.folder, finished.config), ["Anna Smith went to Oslo"])
    assert [token.label for token in answer.tokens] == ["B-per", "I-per", "O", "O", "B-geo"]
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))
    if decoding == "crf":
        score_every_layout(finished, tmp_path, capsys)
