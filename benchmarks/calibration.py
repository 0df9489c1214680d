"""How often the intervals around calibration hold the true value, in simulated studies: tables, or one JSON document.

    python -m benchmarks.calibration [--studies N] [--json] [--write [FILE]]

Simulated are the reliability diagram (several networks on the same rows, and sequences), the words for confidence, the
calibration error of a network, and the differences of two arms in macro F1, calibration error and the loss on shuffled
words. `--write` replaces the measured tables of docs/statistics.md.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from scipy.special import ndtri

from benchmarks.document import DOCS_FOLDER, add_output_options, measured_on, replace_measured
from benchmarks.machine import machine
from benchmarks.tables import markdown
from core.evaluation.calibration import calibration, calibration_gaps
from core.evaluation.metric_intervals import (
    calibration_difference,
    f1_difference,
    f1_values,
    shuffled_loss_difference,
    shuffled_loss_values,
)
from core.evaluation.metrics import bin_numbers
from core.evaluation.predictions import Predictions
from core.evaluation.reliability import NUM_BINS, reliability
from core.evaluation.statistics import wilson
from core.inference.similar_rows import MIN_ROWS, ObservedConfidence, similar_rows

DOCUMENT = DOCS_FOLDER / "statistics.md"
_MANY = 400_000  # predictions for a true value
_STEEPNESS = 1.5  # standard deviation of the logits of simulated networks
_SAME_ROW = 0.9  # correlation of the latent variables that make a row right, over seeds and steps

Result = dict[str, Any]


def networks(
    draw: np.random.Generator, num_rows: int, num_seeds: int, num_steps: int = 1, overconfidence: float = 1.5
) -> tuple[list[Predictions], np.ndarray]:
    """Networks of several seeds that are right on much the same rows, and their true chances to be right.

    Args:
        overconfidence: factor of the logits; 1 for perfectly calibrated networks.

    Returns:
        The networks, and an array (num_seeds, num_rows, num_steps).
    """
    easy = draw.normal(0, _STEEPNESS, (num_rows, num_steps))
    logits = np.abs(easy + draw.normal(0, 0.4, (num_seeds, num_rows, num_steps)))
    chances, confidence = (1 / (1 + np.exp(-factor * logits)) for factor in (1.0, overconfidence))
    shared = draw.normal(size=(num_rows, 1)) * _SAME_ROW**0.5
    latent = shared + draw.normal(size=logits.shape) * (1 - _SAME_ROW) ** 0.5
    right = latent < ndtri(chances)
    return [_network(*of_seed) for of_seed in zip(confidence, right, strict=True)], chances


def reliability_coverage(num_rows: int, num_seeds: int, num_steps: int, num_studies: int) -> Result:
    """How many intervals of a reliability diagram hold the true accuracy, in the worst bin and on average.

    Only bins count that have an interval in at least half of the studies. `pooled` treats every prediction as a row of
    its own, as version 0.2 did.
    """
    draw, truth = np.random.default_rng(0), _true_accuracies(num_steps)
    held, pooled = (np.full((num_studies, NUM_BINS), np.nan) for _ in range(2))
    for study in range(num_studies):
        bins = reliability(networks(draw, num_rows, num_seeds, num_steps)[0])
        bins = bins[bins["low"].notna()]
        places = bin_numbers(bins["confidence"].to_numpy(), NUM_BINS) - 1
        held[study, places] = (bins["low"] <= truth[places]) & (truth[places] <= bins["high"])
        low, high = wilson(bins["accuracy"], bins["count"])
        pooled[study, places] = (low <= truth[places]) & (truth[places] <= high)
    usual = np.isfinite(held).mean(axis=0) >= 0.5
    by_bin = np.nanmean(held[:, usual], axis=0)
    return {
        "rows": num_rows, "steps": num_steps, "seeds": num_seeds, "studies": num_studies,
        "mean": float(by_bin.mean()), "worst_bin": float(by_bin.min()),
        "pooled": float(np.nanmean(pooled[:, usual], axis=0).min()),
    }  # fmt: skip


def confidence_coverage(num_rows: int, num_studies: int) -> Result:
    """How many intervals behind the words for confidence hold the true accuracy at the probability of a new text.

    `too_high` is the share of the texts whose interval lies above the true accuracy, so that the word may be too
    strong; `one_bin` the same share for the accuracy of an equally wide bin, without its interval, as version
    0.2 used it, where it is above the truth by 5 points or more.
    """
    draw, held, too_high, one_bin = np.random.default_rng(0), [], [], []
    for _ in range(num_studies):
        (tested,), _ = networks(draw, num_rows, 1)
        observed = ObservedConfidence(tested.confidence, tested.right, None, length_matters=False)
        (new,), chances = networks(draw, 20, 1)
        bins = bin_numbers(tested.confidence, NUM_BINS)
        for confidence, chance in zip(new.confidence, chances.ravel(), strict=True):
            similar = similar_rows(float(confidence), observed)
            if similar.num_rows >= MIN_ROWS:
                held.append(similar.low <= chance <= similar.high)
                too_high.append(similar.low > chance)
                inside = bins == bin_numbers(np.array([confidence]), NUM_BINS)
                one_bin.append(tested.right[inside].mean() > chance + 0.05)
    numbers = {"mean": held, "too_high": too_high, "one_bin": one_bin}
    return {"rows": num_rows, "studies": num_studies} | {name: float(np.mean(one)) for name, one in numbers.items()}


def error_coverage(num_rows: int, overconfidence: float, num_studies: int) -> Result:
    """What the calibration error of one network is measured as, and how many intervals hold the true one."""
    draw = np.random.default_rng(0)
    (large,), chances = networks(draw, _MANY, 1, 1, overconfidence)
    gaps = np.bincount(bin_numbers(large.confidence, 15), chances.ravel() - large.confidence) / _MANY
    truth = float(np.abs(gaps).sum())
    measured = [calibration(networks(draw, num_rows, 1, 1, overconfidence)[0]) for _ in range(num_studies)]
    held = [one.low <= truth <= one.high for one in measured]
    means = {name: float(np.mean([getattr(one, name) for one in measured])) for name in _MEASURED}
    return {"rows": num_rows, "studies": num_studies, "truth": truth, **means, "mean": float(np.mean(held))}


def difference_coverage(num_rows: int, num_seeds: int, num_studies: int) -> Result:
    """How many intervals of differences between two arms hold the true difference, for each metric."""
    draw = np.random.default_rng(0)
    truth = _true_differences()
    held = []
    for _ in range(num_studies):
        a, b = arms(draw, num_rows, num_seeds)
        estimates = [difference(a, b) for difference, _ in _DIFFERENCES.values()]
        held.append([one.low <= true <= one.high for one, true in zip(estimates, truth, strict=True)])
    shares = dict(zip(_DIFFERENCES, np.mean(held, axis=0).tolist(), strict=True))
    return {"rows": num_rows, "seeds": num_seeds, "studies": num_studies} | shares


def arms(draw: np.random.Generator, num_rows: int, num_seeds: int) -> tuple[list[Predictions], list[Predictions]]:
    """Two arms on the same rows, of which the second is more accurate and more overconfident, tested on shuffled words.

    Seeds differ in accuracy and in overconfidence; the networks of an arm share what is easy for it.
    """
    labels, easy = draw.integers(2, size=num_rows), draw.normal(1, 1.3, num_rows)
    signs, both = 2 * labels - 1, []
    for gain, factor in ((0.0, 1.3), (0.1, 1.8)):
        of_arm, of_seeds = easy + draw.normal(0, 0.5, num_rows), []
        for seed in draw.normal(gain, 0.04, num_seeds):
            logits = signs * (of_arm + seed + draw.normal(0, 0.8, num_rows))
            second = 1 / (1 + np.exp(-factor * np.exp(draw.normal(0, 0.05)) * logits))
            shuffled = (logits - 0.5 * signs + draw.normal(0, 0.8, num_rows) > 0).astype(int)
            probabilities = np.stack([1 - second, second], axis=-1)
            of_seeds.append(
                Predictions(np.arange(num_rows), labels, probabilities, np.ones(num_rows, int), None, shuffled)
            )
        both.append(of_seeds)
    return both[0], both[1]


_MEASURED = ("error", "of_perfect", "debiased")
_DIFFERENCES: dict[str, tuple[Callable[..., Any], Callable[[Predictions], float]]] = {
    "F1": (f1_difference, lambda one: float(f1_values(one).mean())),
    "calibration error": (calibration_difference, lambda one: calibration_gaps(one).debiased),
    "loss on shuffled words": (
        shuffled_loss_difference,
        lambda one: float(shuffled_loss_values(one).mean()),
    ),
}

_VALUES = [value for _, value in _DIFFERENCES.values()]
_HEADS = {
    "rows": "test rows", "steps": "steps of a row", "mean": "coverage", "worst_bin": "coverage, worst bin",
    "pooled": "coverage, rows pooled", "too_high": "interval above the truth", "one_bin": "old rule 5 points too high",
    "truth": "true error", "error": "measured error", "of_perfect": "by chance alone",
}  # fmt: skip


def measure(num_studies: int) -> dict[str, list[Result]]:
    """All tables: reliability, confidence, calibration error and differences.

    The last three simulate a quarter of the studies for the largest test set, which takes longest.
    """
    seeds = (2, 3, 5, 10)
    sizes = {300: num_studies, 2_000: num_studies, 10_000: max(1, num_studies // 4)}
    cells = list(sizes.items())
    return {
        "reliability": _logged(reliability_coverage, [
            *((rows, number, 1, num_studies) for rows in sizes for number in (1, *seeds)),
            *((rows, 3, 20, studies) for rows, studies in cells[:2]),
        ]),
        "confidence": _logged(confidence_coverage, cells),
        "calibration-error": _logged(
            error_coverage, [(rows, factor, studies) for rows, studies in cells for factor in (1.0, 1.2, 1.5)]
        ),
        "metric-differences": _logged(
            difference_coverage, [(rows, number, studies) for rows, studies in cells for number in seeds]
        ),
    }  # fmt: skip


def tables(results: Mapping[str, Sequence[Result]]) -> dict[str, str]:
    """A table for each simulation, by its name in the document."""
    return {
        name: markdown([_HEADS.get(head, head) for head in lines[0]], [_cells(line) for line in lines])
        for name, lines in results.items()
    }


def main() -> None:
    options = _options()
    results = measure(options.studies)
    if options.write:
        about = measured_on(machine())
        replace_measured(options.write, {name: f"{about}\n\n{table}" for name, table in tables(results).items()})
    print(json.dumps(results) if options.json else "\n\n".join(tables(results).values()))


def _logged(simulate: Callable[..., Result], cells: Sequence[tuple[Any, ...]]) -> list[Result]:
    results = []
    for cell in cells:
        results.append(simulate(*cell))
        print(simulate.__name__, results[-1], file=sys.stderr)
    return results


def _network(confidence: np.ndarray, right: np.ndarray) -> Predictions:
    """A network of two classes that predicts the first, from arrays (num_rows, num_steps)."""
    probabilities, labels = np.stack([confidence, 1 - confidence], axis=-1), (~right).astype(int)
    if labels.shape[1] == 1:
        probabilities, labels = probabilities[:, 0], labels[:, 0]
    return Predictions(np.arange(len(labels)), labels, probabilities, np.full(len(labels), confidence.shape[1]))


@cache
def _true_accuracies(num_steps: int) -> np.ndarray:
    """The true accuracy in each bin of confidence; NaN in bins without predictions."""
    large, chances = networks(np.random.default_rng(1), _MANY // num_steps, 1, num_steps)
    places = bin_numbers(large[0].probabilities.max(axis=-1).ravel(), NUM_BINS) - 1
    sums, sizes = (np.bincount(places, weights, NUM_BINS) for weights in (chances.ravel(), np.ones(places.size)))
    return np.divide(sums, sizes, out=np.full(NUM_BINS, np.nan), where=sizes > 0)


@cache
def _true_differences() -> list[float]:
    """The difference of the arms in each metric, the mean over 10 seeds of four large test sets."""
    draw, gaps = np.random.default_rng(1), []
    for _ in range(4):
        a, b = arms(draw, _MANY // 4, 10)
        gaps.append([np.mean([value(one) for one in b]) - np.mean([value(one) for one in a]) for value in _VALUES])
    return np.mean(gaps, axis=0).tolist()


def _cells(result: Result) -> list[str]:
    return [f"{value:,}" if isinstance(value, int) else f"{100 * value:.1f} %" for value in result.values()]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibration", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--studies", type=int, default=2_000, metavar="N", help="simulated studies in each cell")
    add_output_options(parser, DOCUMENT)
    options = parser.parse_args()
    if options.studies < 1:
        parser.error(f"--studies is {options.studies}. It must be at least 1. Write for example 2000.")
    return options


if __name__ == "__main__":
    main()
