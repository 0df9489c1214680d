"""Calibration: the calibration error of networks without what chance adds to it on a small test set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.config import RunConfig
from core.evaluation.metrics import CALIBRATION_BINS, bin_numbers, classification_metrics
from core.evaluation.predictions import Predictions
from core.evaluation.temperature import MIN_ROWS
from core.system.formatting import loss, percent

_MEAN_OF_HALF_NORMAL = (2 / np.pi) ** 0.5  # the mean size of a normal variable with standard deviation 1


@dataclass(frozen=True)
class CalibrationGaps:
    """How much more of a network's predictions are right than its confidence says, in each bin of confidence.

    Args:
        gaps: of each bin, weighted with its share of the predictions, (num_bins,); their sizes add up to the expected
            calibration error.
        errors: the standard error of each gap over test rows, (num_bins,); the steps of a sequence are one row.
        by_row: what each row contributes, (n, num_bins); its mean is `gaps`.
    """

    gaps: np.ndarray
    errors: np.ndarray
    by_row: np.ndarray

    @property
    def error(self) -> float:
        """The expected calibration error, `test_calibration_error` of a run."""
        return float(np.abs(self.gaps).sum())

    @property
    def of_perfect(self) -> float:
        """The calibration error that chance alone gives a perfectly calibrated network on this test set, on average."""
        return float(_MEAN_OF_HALF_NORMAL * self.errors.sum())

    @property
    def debiased(self) -> float:
        """The calibration error without what chance adds to each gap, at least 0.

        A gap that is measured with error looks larger than it is: its mean size is that of a folded normal variable.
        The excess is computed at the gap without its own variance, as Kumar, Liang and Ma (2019,
        https://arxiv.org/abs/1909.10155) do for squared gaps, and subtracted.
        """
        sizes = np.sqrt(np.maximum(self.gaps**2 - self.errors**2, 0))
        excess = _folded_mean(sizes, self.errors) - sizes
        return max(0.0, self.error - float(excess.sum()))

    @property
    def cautious(self) -> float:
        """The same with the excess computed at the measured gaps, which subtracts less: an upper estimate."""
        sizes = np.abs(self.gaps)
        return max(0.0, self.error - float((_folded_mean(sizes, self.errors) - sizes).sum()))

    @property
    def values(self) -> np.ndarray:
        """A value for each row, (n,): their mean is `debiased`, their variation over rows that of the error."""
        return self.debiased + (self.by_row - self.gaps) @ np.sign(self.gaps)


@dataclass(frozen=True)
class Calibration:
    """The calibration error of networks of one architecture, a share from 0 to 1, with its 95 % interval.

    Args:
        error: the expected calibration error, the mean over the networks.
        of_perfect: what a perfectly calibrated network would have on this test set by chance.
        debiased: the error without what chance adds.
        low, high: of `debiased`, over seeds and test rows; with one network, over test rows.
    """

    error: float
    of_perfect: float
    debiased: float
    low: float
    high: float
    num_seeds: int
    num_rows: int


def calibrated_metrics(network: Predictions) -> dict[str, float]:
    """The temperature of a network, and its log loss and calibration error on the test set with it."""
    after = classification_metrics(network.labels, network.calibrated.probabilities, network.decoded)
    return {
        "temperature": network.temperature,
        "test_calibrated_loss": after["test_loss"],
        "test_calibrated_error": after["test_calibration_error"],
    }


def calibration_sentence(metrics: Mapping[str, float], config: RunConfig) -> str:
    """How a run's probabilities are calibrated, with the numbers before and after; why not, where they are not.

    Args:
        metrics: of a finished run.
    """
    if "temperature" in metrics:
        losses = " to ".join(loss(metrics.get(name)) for name in ("test_loss", "test_calibrated_loss"))
        errors = " to ".join(
            percent(metrics.get(name), 1) for name in ("test_calibration_error", "test_calibrated_error")
        )
        return (
            f"Calibrated probabilities: temperature {metrics['temperature']:.2f}, fitted on the validation set. Test "
            f"log loss {losses}, calibration error {errors}. Predicted classes are the same."
        )
    if config.dataset.kind == "sequence":
        reason = "the labels are those of steps"
    elif config.model.head == "multi_label":
        reason = "a text may have several labels, and each has a threshold of its own instead"
    elif config.model.has_crf:
        reason = "a conditional random field predicts the labels of a sentence together"
    elif not config.train.validation_split:
        reason = "there is no validation set"
    else:
        reason = (
            f"the validation set has fewer than {MIN_ROWS} rows or no wrong prediction, or an earlier version trained "
            "the network"
        )
    return f"Probabilities are not calibrated: {reason}."


def calibration_gaps(network: Predictions, num_bins: int = CALIBRATION_BINS) -> CalibrationGaps:
    """The gaps between accuracy and confidence of one network in equally wide bins of confidence.

    Args:
        network: its predictions; with n rows, or n sequences whose steps all count the same.
    """
    is_labelled, num_rows = network.is_labelled, len(network.labels)
    right = (network.predicted == network.labels)[is_labelled].astype(np.float64)
    confidence = network.probability_of_predicted[is_labelled]
    places = np.nonzero(is_labelled)[0] * num_bins + bin_numbers(confidence, num_bins) - 1
    differences = (right - confidence) * num_rows / len(right)
    by_row = np.bincount(places, differences, num_rows * num_bins).reshape(num_rows, num_bins)
    errors = by_row.std(axis=0, ddof=1) / num_rows**0.5 if num_rows > 1 else np.abs(by_row[0])
    return CalibrationGaps(by_row.mean(axis=0), errors, by_row)


def calibration(networks: Sequence[Predictions]) -> Calibration:
    """The calibration error of the networks of several seeds, or of one, on the same test rows.

    The interval is that of the mean of `CalibrationGaps.values` (see `core.evaluation.metric_intervals`), with its ends
    moved outwards by as much as the two ways to remove what chance adds differ, and cut off at 0.
    """
    from core.evaluation.metric_intervals import mean_interval  # loads SciPy

    gaps = [calibration_gaps(one) for one in networks]
    estimate = mean_interval([one.values for one in gaps])
    doubt = float(np.mean([one.cautious - one.debiased for one in gaps]))
    return Calibration(
        error=float(np.mean([one.error for one in gaps])),
        of_perfect=float(np.mean([one.of_perfect for one in gaps])),
        debiased=estimate.mean,
        low=max(0.0, estimate.low - doubt),
        high=min(1.0, estimate.high + doubt),
        num_seeds=len(networks),
        num_rows=estimate.num_rows,
    )


def _folded_mean(sizes: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """The mean size of normal variables with these means and standard deviations."""
    from scipy.special import ndtr  # takes half a second, which the first page does not wait for

    scaled = np.divide(sizes, errors, out=np.zeros_like(sizes), where=errors > 0)
    density = np.exp(-(scaled**2) / 2) / (2 * np.pi) ** 0.5
    return np.where(errors > 0, sizes * (1 - 2 * ndtr(-scaled)) + 2 * errors * density, sizes)
