"""Reading text: tokenizing compared with Keras' legacy Tokenizer, and 1.6 million tweets from CSV to padded ids.

python -m benchmarks tokenizing
python -m benchmarks reading [--tweets FILE]
"""

import csv
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import peak_bytes
from core.config import RunConfig, TextConfig
from core.data.encoding import encode, encode_parts
from core.data.sources import load, split
from core.data.text.tokenization import Vocabulary, read_tokens
from core.recipes import find_recipe

NUM_TWEETS, QUICK_TWEETS = 1_600_000, 20_000
ROUNDS, QUICK_ROUNDS = 5, 1


def measure_tokenizing(path: Path | None, quick: bool) -> dict[str, Any]:
    """Texts to padded ids, the fit of the vocabulary included, by ours and by Keras.

    Raises:
        RuntimeError: when their ids differ.
    """
    from keras.src.legacy.preprocessing.text import Tokenizer
    from keras.utils import pad_sequences

    texts, text = _texts(path), TextConfig(num_words=4_000, maxlen=None, oov=False)

    def ours() -> Any:
        tokens = read_tokens(texts)
        return encode(tokens, Vocabulary.of_tokens(tokens, text, text.rules), text, masked=False).inputs

    def keras() -> Any:
        tokenizer = Tokenizer(num_words=4_000)
        tokenizer.fit_on_texts(texts)
        return pad_sequences(tokenizer.texts_to_sequences(texts))

    if not np.array_equal(ours(), keras()):
        raise RuntimeError("The ids differ from those of Keras' Tokenizer; the times cannot be compared.")
    seconds: dict[str, list[float]] = {"ours": [], "keras": []}
    for _ in range(QUICK_ROUNDS if quick else ROUNDS):
        for name, run in (("ours", ours), ("keras", keras)):
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    speeds = {name: len(texts) / median for name, median in medians.items()}
    return {
        "name": "tokenizing",
        "num_texts": len(texts),
        "sequences_per_second": speeds,
        "ratio_keras": speeds["ours"] / speeds["keras"],
    }


def measure_reading(path: Path | None, quick: bool) -> dict[str, Any]:
    """A CSV of Sentiment140's size to padded ids of training and test set, in its own process."""
    num_tweets = QUICK_TWEETS if quick else NUM_TWEETS
    with tempfile.TemporaryDirectory() as place:
        large = Path(place) / "tweets.csv"
        _write_tweets(_texts(path), num_tweets, large)
        config = find_recipe("tweets-bi-lstm").config
        config = config.with_settings([f"dataset.path={large}", "dataset.num_rows=none"])
        process = subprocess.run(
            [sys.executable, "-m", "benchmarks.text_reading", config.model_dump_json()],
            stdout=subprocess.PIPE, check=True, text=True,
        )  # fmt: skip
    measured = json.loads(process.stdout)
    speed = {"ours": measured["num_tweets"] / measured["seconds"]}
    return {"name": "reading", "sequences_per_second": speed} | measured


def _texts(path: Path | None) -> Sequence[str]:
    if path is None:
        return load(RunConfig().with_settings(["dataset.source=all"]).dataset).texts
    settings = ["dataset.name=sentiment140", f"dataset.path={path}", "dataset.num_rows=none"]
    return load(RunConfig().with_settings(settings).dataset).texts


def _write_tweets(texts: Sequence[str], num_tweets: int, path: Path) -> None:
    """Write a file like Sentiment140's; every second tweet addresses another user, so that new words keep coming."""
    with path.open("w", encoding="latin-1", errors="replace", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for number in range(num_tweets):
            text = texts[number % len(texts)][:140]
            mention = f"@user{number} " if number % 2 else ""
            polarity = 4 * (2 * number // num_tweets)
            writer.writerow((polarity, number, "Mon Apr 06 22:19:45 PDT 2009", "NO_QUERY", "somebody", mention + text))


def _read(config: RunConfig) -> dict[str, Any]:
    """The measurement in the process of `measure_reading`."""
    began = time.perf_counter()
    dataset = load(config.dataset)
    parts = split(dataset, config.dataset, validation_split=0.0)
    encoded = encode_parts(dataset, parts, config)
    seconds = time.perf_counter() - began
    shapes = [part.encoded.inputs.shape for part in (encoded.training, encoded.test)]
    return {
        "num_tweets": sum(rows for rows, _ in shapes),
        "steps": shapes[0][1],
        "seconds": seconds,
        "peak_bytes": peak_bytes(),
    }


if __name__ == "__main__":
    print(json.dumps(_read(RunConfig.model_validate_json(sys.argv[1]))))
