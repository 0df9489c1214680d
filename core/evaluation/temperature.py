"""Temperature: the one number that calibrates a network's probabilities and changes no predicted class."""

import numpy as np

from core.errors import RunStateError

MIN_ROWS = 50  # fewer validation rows say too little about probabilities
LOWEST, HIGHEST = 0.01, 10.0
_SMALLEST = np.finfo(np.float32).tiny  # a probability that was rounded to 0 has no logarithm


def fit_temperature(labels: np.ndarray, probabilities: np.ndarray) -> float | None:
    """The number that logits are divided by to minimize the log loss, from 0.01 to 10.

    Temperature scaling of Guo et al. (2017, https://arxiv.org/abs/1706.04599). Above 1, a network was overconfident.
    The log loss is convex in the inverse of the temperature, so there is one minimum.

    Args:
        labels: actual classes of the validation set, (n,).
        probabilities: of a network that was not trained on these rows, (n, num_classes).

    Returns:
        None where the rows do not determine it: fewer than 50, or all of them are predicted correctly, so that no
        confidence is too high.
    """
    from scipy.optimize import minimize_scalar

    if len(labels) < MIN_ROWS or (probabilities.argmax(axis=-1) == labels).all():
        return None
    logits = np.log(np.maximum(probabilities.astype(np.float64), _SMALLEST))
    of_actual = np.take_along_axis(logits, labels[:, None], axis=-1)[:, 0]

    def log_loss(log_temperature: float) -> float:
        inverse = np.exp(-log_temperature)
        return float(np.mean(np.logaddexp.reduce(inverse * logits, axis=-1) - inverse * of_actual))

    result = minimize_scalar(log_loss, bounds=(np.log(LOWEST), np.log(HIGHEST)), method="bounded")
    return float(np.exp(result.x))


def tempered(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """The probabilities after their logits are divided by a temperature, with the same shape and type.

    The most probable class stays the most probable one; where it was so only by rounding, it is tied.

    Args:
        probabilities: (..., num_classes); their logarithms are logits, since adding one number to all changes nothing.

    Raises:
        RunStateError: when the temperature is not a positive number.
    """
    if not 0 < temperature < np.inf:
        raise RunStateError(
            f"The temperature is {temperature}.", "It must be a positive number.", "Train the run again."
        )
    if temperature == 1:
        return probabilities
    logits = np.log(np.maximum(probabilities.astype(np.float64), _SMALLEST)) / temperature
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (exponentials / exponentials.sum(axis=-1, keepdims=True)).astype(probabilities.dtype)
