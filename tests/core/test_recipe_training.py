"""Every recipe, built as it is and trained for a few steps on tiny data in the formats of its source."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig
from core.recipes import RECIPES
from core.runs.jobs.pipeline import run_experiment
from core.runs.jobs.queue import this_process

# Arms of strong recipes whose networks other arms have on other data.
TWINS = ("imdb-strong-", "sentences-strong-", "tweets-strong-forward", "tweets-strong-two-forward")
WORDS = ["film", "plot", "actor", "scene", "music", "story", "good", "bad"]
FEW_STEPS = ["train.epochs=1", "train.steps_per_epoch=2", "train.batch_size=4"]


def imdb_file(folder: Path) -> Path:
    draw = random.Random(0)
    index = {word: rank for rank, word in enumerate(WORDS, start=1)}
    (folder / "imdb_word_index.json").write_text(json.dumps(index), encoding="utf-8")
    arrays = {}
    for part in ("train", "test"):
        reviews = [draw.choices(range(1, len(WORDS) + 1), k=draw.randint(3, 120)) for _ in range(12)]
        arrays[f"x_{part}"] = np.array([*reviews, None], dtype=object)[:-1]
        arrays[f"y_{part}"] = np.arange(12) % 2
    np.savez(folder / "imdb.npz", **arrays)
    return folder / "imdb.npz"


def tweets_file(folder: Path) -> Path:
    draw = random.Random(0)
    rows = [f'"{(0, 4)[number % 2]}","{number}","date","NO_QUERY","user","{" ".join(draw.choices(WORDS, k=9))}"'
            for number in range(80)]  # fmt: skip
    (folder / "tweets.csv").write_text("\n".join(rows), encoding="latin-1")
    return folder / "tweets.csv"


def mnist_file(folder: Path) -> Path:
    draw = np.random.default_rng(0)
    arrays = {f"x_{part}": draw.integers(0, 256, (20, 28, 28), dtype=np.uint8) for part in ("train", "test")}
    np.savez(folder / "mnist.npz", **arrays, y_train=np.arange(20) % 10, y_test=np.arange(20) % 10)
    return folder / "mnist.npz"


def conll_file(folder: Path) -> Path:
    draw = random.Random(0)
    for name, number in (("eng.train", 40), ("eng.testa", 8), ("eng.testb", 8)):
        blocks = []
        for place in range(number):
            words = [*draw.choices(WORDS, k=draw.randint(1, 7)), f"{name}-{place}"]
            blocks.append("".join(f"{word} X X {'B-PER' if word == 'actor' else 'O'}\n" for word in words))
        (folder / name).write_text("-DOCSTART- -X- O O\n\n" + "\n".join(blocks), encoding="utf-8")
    return folder / "eng.train"


def treebank_file(folder: Path) -> Path:
    draw = random.Random(0)
    for part, number in (("train", 40), ("dev", 8), ("test", 8)):
        blocks = []
        for place in range(number):
            words = [*draw.choices(WORDS, k=draw.randint(1, 7)), f"{part}-{place}"]
            tags = ["NOUN" if word != "good" else "ADJ" for word in words]
            lines = zip(range(1, len(words) + 1), words, tags, strict=True)
            blocks.append("".join(f"{at}\t{word}\t_\t{tag}\t_\t_\t0\t_\t_\t_\n" for at, word, tag in lines))
        (folder / f"en_ewt-ud-{part}.conllu").write_text("\n".join(blocks), encoding="utf-8")
    return folder / "en_ewt-ud-train.conllu"


FILES = {"imdb": imdb_file, "sentiment140": tweets_file, "mnist": mnist_file, "ud_english": treebank_file}


def on_tiny_data(config: RunConfig, folder: Path) -> RunConfig:
    """The recipe's network and settings; only its data and the number of updates are small."""
    if config.dataset.name == "cumulative_sum":
        return config.with_settings([*FEW_STEPS, "dataset.num_rows=10"])
    if config.dataset.name == "reviews":
        num_rows = 1_000 if config.has_clauses else 60  # of fewer rows, too few adjectives are known
        return config.with_settings([*FEW_STEPS, f"dataset.num_rows={num_rows}"])
    if config.dataset.name == "punctuation":
        return config.with_settings([*FEW_STEPS, "dataset.num_rows=300"])  # of fewer, a part may lack a mark
    if config.dataset.name == "gun_point":
        return config.with_settings(FEW_STEPS)
    if config.dataset.name == "file":
        files = {"path": "eng.train", "validation_path": "eng.testa", "test_path": "eng.testb"}
        folder = conll_file(folder).parent
        return config.with_settings([*FEW_STEPS, *(f"dataset.{key}={folder / name}" for key, name in files.items())])
    return config.with_settings([*FEW_STEPS, f"dataset.path={FILES[config.dataset.name](folder)}"])


@pytest.mark.training
@pytest.mark.parametrize("name", [name for name in RECIPES if not name.startswith(TWINS)])
def test_a_recipe_trains_exports_and_agrees_with_keras(name, store, tmp_path):
    recipe = RECIPES[name]
    run = store.create(on_tiny_data(recipe.config, tmp_path), name)
    store.claim(run.run_id, this_process())
    run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None)  # refuses a parity above 1e-5
    finished = store.get(run.run_id)
    assert finished.status == "finished"
    assert 0 <= finished.metrics["test_accuracy"] <= 1
    assert [epoch.epoch for epoch in store.epochs([run.run_id])[run.run_id]] == [1]
