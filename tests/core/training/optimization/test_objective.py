import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.metrics import accuracy_score, log_loss

from core.config import TrainConfig
from core.training.optimization.objective import (
    accuracy_metric,
    class_weights,
    label_set_accuracy,
    new_loss,
    targets,
    weighted_loss,
)

pytestmark = pytest.mark.training

BALANCED = TrainConfig(class_weight="balanced")
LABELS = np.array([0, 0, 0, 1], np.int32)
OUTPUTS = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]], np.float32)


def compiled(head: str, num_classes: int, label_smoothing: float = 0.0) -> keras.Model:
    model = keras.Sequential([keras.Input((num_classes,)), keras.layers.Activation("linear")])
    model.compile(loss=new_loss(head, label_smoothing))
    return model


def test_balanced_classes_count_the_same_and_one_without_rows_does_not_matter():
    weights = class_weights(BALANCED, np.array([0, 0, 0, 3]))
    assert weights == pytest.approx({0: 4 / (2 * 3), 1: 1, 2: 1, 3: 4 / 2})
    assert class_weights(TrainConfig(), LABELS) is None


def test_the_loss_of_a_row_is_multiplied_by_the_weight_of_its_class():
    model = compiled("softmax", 2)
    losses = -np.log(OUTPUTS[np.arange(4), LABELS])
    loss = weighted_loss(model, tf.constant(LABELS), tf.constant(OUTPUTS), {0: 0.5, 1: 4.0})
    assert float(loss) == pytest.approx((losses * [0.5, 0.5, 0.5, 4.0]).mean())
    assert float(weighted_loss(model, tf.constant(LABELS), tf.constant(OUTPUTS), None)) == pytest.approx(losses.mean())


@pytest.mark.parametrize("head", ["softmax", "logits", "sigmoid"])
def test_smoothed_labels_leave_a_share_for_every_class(head):
    outputs = {"softmax": OUTPUTS, "logits": np.log(OUTPUTS), "sigmoid": OUTPUTS[:, 1:]}[head]
    model = compiled(head, outputs.shape[1], label_smoothing=0.2)
    expected = 0.9 * log_loss(LABELS, OUTPUTS) + 0.1 * log_loss(1 - LABELS, OUTPUTS)
    loss = weighted_loss(model, tf.constant(LABELS), tf.constant(outputs), None)
    assert float(loss) == pytest.approx(expected, abs=1e-5)


def test_labels_are_one_hot_only_for_a_loss_that_needs_it():
    assert targets(compiled("softmax", 2), tf.constant(LABELS)).shape == (4,)
    smoothed = targets(compiled("softmax", 2, label_smoothing=0.1), tf.constant(LABELS))
    np.testing.assert_array_equal(smoothed, np.eye(2)[LABELS])


def test_a_text_is_right_when_all_its_labels_are():
    actual = np.array([[1, 0, 1], [0, 0, 0], [1, 1, 1]], np.int32)
    outputs = np.array([[0.9, 0.2, 0.6], [0.1, 0.51, 0.2], [0.8, 0.9, 0.5]], np.float32)
    assert label_set_accuracy(tf.constant(actual), tf.constant(outputs)).numpy().tolist() == [1, 0, 0]
    metric = accuracy_metric("multi_label")
    metric.update_state(actual, outputs)
    assert float(metric.result()) == pytest.approx(accuracy_score(actual, outputs > 0.5))
    assert accuracy_metric("softmax") == metric.name == "accuracy"
