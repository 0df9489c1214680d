"""One sentence and 10,000 sentences: the Scorer compared with `model.predict` of the same Keras model.

    python -m benchmarks.scoring [--json]

Both start from text and share the tokenizer, so that the difference is in running the network. The model is a
bidirectional LSTM of 32 units over an embedding of 64, `maxlen` 200, with random weights, on which the speed does not
depend. With `padded`, both read 200 steps of every sentence and must agree. With `by_length`, the network is trained
without padding: the Scorer skips it, and `model.predict`, which needs one array, reads sentences padded to the longest.
The sentences are those of Rotten Tomatoes in the packaged reviews. The parts take turns, so that a busy machine slows
all of them; times are the median of their rounds.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from benchmarks.machine import machine

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

Batching = Literal["padded", "by_length"]
_ONE_ROUNDS, _SHARE = 60, 10  # model.predict takes a tenth of the rounds for one sentence
_LARGE_BATCH = 1_024


@dataclass(frozen=True)
class Measured:
    """Median seconds of one measurement by program; with a ratio above 1 ours is faster."""

    name: str
    num_sentences: int
    ours: float
    predict: float
    predict_large_batch: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.predict / self.ours


def measure(batching: Batching, num_sentences: int, rounds: int) -> list[Measured]:
    """One sentence and `num_sentences` of them, read `padded` to 200 steps or `by_length` without any padding."""
    from core.config import RunConfig
    from core.data.encoding import encode
    from core.data.sources import load
    from core.data.text.tokenization import Vocabulary
    from core.inference.scorer import Scorer
    from core.models.keras_model import build_model
    from core.models.onnx_export import export_onnx

    config = RunConfig.from_dict(
        {
            "dataset": {"name": "reviews", "source": "rotten_tomatoes"},
            "text": {"num_words": 10_000, "maxlen": 200},
            "model": {"cell": "LSTM", "direction": "bidirectional", "units": 32, "embedding_dim": 64},
            "train": {"batching": batching},
        }
    )
    masked = batching == "by_length"
    dataset = load(config.dataset)
    texts = (list(dataset.texts) * (1 + num_sentences // len(dataset.texts)))[:num_sentences]
    vocabulary, model = Vocabulary.fit(dataset.texts, config.text), build_model(config, 2)
    with tempfile.TemporaryDirectory() as place:
        vocabulary.save(Path(place) / "vocabulary.json")
        export_onnx(model, config, dataset.class_names, Path(place) / "model.onnx", None if masked else 200)
        scorer = Scorer(Path(place), config)

    def predict(texts: Sequence[str], batch_size: int = 32) -> Any:
        inputs = encode(texts, vocabulary, config.text, masked=masked).inputs
        return model.predict(inputs, batch_size=batch_size, verbose=0)

    if not masked:
        _check_agreement(scorer.probabilities(texts[:64])[:, 1], predict(texts[:64])[:, 0])
    one = texts[:1]
    num_predicts = max(3, _ONE_ROUNDS // _SHARE)
    ours = _median(lambda: scorer.score(one), _ONE_ROUNDS)
    alone = Measured(f"one sentence, {batching}", 1, ours, _median(lambda: predict(one), num_predicts))
    medians = _in_turns(
        [lambda: scorer.score(texts), lambda: predict(texts), lambda: predict(texts, _LARGE_BATCH)], rounds
    )
    return [alone, Measured(f"{num_sentences:,} sentences, {batching}", num_sentences, *medians)]


def _check_agreement(ours: np.ndarray, predicted: np.ndarray) -> None:
    difference = float(np.abs(ours - predicted).max())
    if not difference <= 1e-5:
        raise RuntimeError(f"The Scorer and model.predict differ by {difference:.2g}; their times cannot be compared.")


def _median(do: Callable[[], object], rounds: int) -> float:
    return _in_turns([do], rounds)[0]


def _in_turns(parts: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Median seconds of each part; each runs once before it is measured, as the first time compiles."""
    for part in parts:
        part()
    times: list[list[float]] = [[] for _ in parts]
    for _ in range(rounds):
        for part, seconds in zip(parts, times, strict=True):
            start = time.perf_counter()
            part()
            seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--sentences", type=int, default=10_000, help="how many sentences together (default: 10,000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of scoring (default: 3)")
    options = parser.parse_args()
    before = machine()
    results = [
        one for batching in ("padded", "by_length") for one in measure(batching, options.sentences, options.rounds)
    ]
    if options.json:
        print(json.dumps({"machine": before, "measured": [asdict(one) | {"ratio": one.ratio} for one in results]}))
        return
    print(", ".join(f"{name} {value}" for name, value in before.items()))
    print(f"{'':34}{'ours':>12}{'predict':>12}{'ratio':>9}{f'batch {_LARGE_BATCH:,}':>14}")
    for one in results:
        large = "" if one.predict_large_batch is None else f"{one.predict_large_batch * 1000:,.1f} ms"
        print(f"{one.name:34}{one.ours * 1000:9,.2f} ms{one.predict * 1000:9,.1f} ms{one.ratio:8.1f}x{large:>14}")


if __name__ == "__main__":
    main()
