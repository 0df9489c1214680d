"""The objective of a training: the loss and accuracy of its head, and how much the rows of each class count."""

import keras
import numpy as np
import tensorflow as tf

from core.config import TrainConfig


def new_loss(head: str, label_smoothing: float, num_units: int = 1) -> keras.losses.Loss:
    """The cross-entropy that fits a head (https://keras.io/api/losses/).

    The sparse cross-entropy of class numbers equals the categorical one of one-hot labels, which can be smoothed.

    Args:
        num_units: of a head at each step, which has one for two classes.
    """
    if head in ("sigmoid", "multi_label") or (head == "per_step" and num_units == 1):
        return keras.losses.BinaryCrossentropy(label_smoothing=label_smoothing)
    from_logits = head == "logits"
    if label_smoothing:
        return keras.losses.CategoricalCrossentropy(from_logits=from_logits, label_smoothing=label_smoothing)
    return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)


def accuracy_metric(head: str) -> str | keras.metrics.Metric:
    """The accuracy that fits a head, for Keras' `compile`.

    Keras' own would compare the most probable labels of texts that may have several, so theirs is `label_set_accuracy`.
    """
    if head != "multi_label":
        return "accuracy"
    return keras.metrics.MeanMetricWrapper(label_set_accuracy, name="accuracy")


@keras.saving.register_keras_serializable("bothways")
def label_set_accuracy(y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
    """Shape (n,): 1 for a text whose labels are all right, as scikit-learn's `accuracy_score` counts them, else 0.

    Args:
        y_true: 0 or 1 for each label, (n, num_labels).
        y_pred: the probability of each, of the same shape.
    """
    right = keras.ops.equal(keras.ops.cast(y_true, "bool"), y_pred > 0.5)
    return keras.ops.cast(keras.ops.all(right, axis=-1), "float32")


def targets(model: keras.Model, labels: tf.Tensor) -> tf.Tensor:
    """The labels as the loss of a model expects them: class numbers (n,), or one-hot (n, num_classes)."""
    if isinstance(model.loss, keras.losses.CategoricalCrossentropy):
        return tf.one_hot(labels, model.outputs[0].shape[-1])
    return labels


def class_weights(config: TrainConfig, labels: np.ndarray) -> dict[int, float] | None:
    """How much a row of each class counts, so that all classes count the same; None where all rows do.

    The weights are scikit-learn's `balanced` ones, and 1 for a class without rows
    (https://scikit-learn.org/stable/modules/generated/sklearn.utils.class_weight.compute_class_weight.html).

    Args:
        labels: class numbers of the training set, (n,).
    """
    if config.class_weight == "equal":
        return None
    from sklearn.utils.class_weight import compute_class_weight  # takes over a second, which not every training needs

    present = np.unique(labels)
    weights = dict.fromkeys(range(int(present.max()) + 1), 1.0)
    balanced = compute_class_weight("balanced", classes=present, y=labels)
    return weights | dict(zip(present.tolist(), balanced.tolist(), strict=True))


def weighted_loss(
    model: keras.Model, labels: tf.Tensor, outputs: tf.Tensor, weights: dict[int, float] | None
) -> tf.Tensor:
    """The loss of a batch that an update minimizes, with the weight of each row's class, as Keras' `fit` weights it."""
    of_rows = None if weights is None else tf.gather(tf.constant([weights[number] for number in weights]), labels)
    return model.compute_loss(y=targets(model, labels), y_pred=outputs, sample_weight=of_rows)


def without_padding(
    model: keras.Model, labels: tf.Tensor, outputs: tf.Tensor, is_read: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Labels and outputs of all tokens that are read, one after the other, where each has a label; others as they are.

    So padding counts neither in the loss, which is the mean over tokens, nor in any metric.

    Args:
        labels, outputs: of padded rows (batch, steps), or of packed ones (total,).
        is_read: which of them are steps of a sentence, of the same shape.
    """
    if len(model.output_shape) < 3:
        return labels, outputs
    return tf.boolean_mask(labels, is_read), tf.boolean_mask(outputs, is_read)
