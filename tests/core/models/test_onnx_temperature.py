import numpy as np
import pytest

from core.evaluation.temperature import tempered
from core.inference.explain.direction_split import direction_split
from core.inference.scorer import Scorer
from core.models.onnx_temperature import set_temperature
from tests.support.networks import write_network

TEXTS = ["a good film", "not a good film", "the plot was long and boring", ""]
HEADS = [("sigmoid", ("bad", "good")), ("softmax", ("bad", "fair", "good"))]


@pytest.mark.parametrize(("head", "class_names"), HEADS)
def test_a_file_with_a_temperature_gives_calibrated_probabilities(tmp_path, head, class_names):
    config = write_network(tmp_path, class_names, head=head)
    before = Scorer(tmp_path, config)
    set_temperature(tmp_path / "model.onnx", 2.5)
    after = Scorer(tmp_path, config)
    assert (before.temperature, after.temperature) == (1, 2.5)
    encoded = before.encode(TEXTS)
    np.testing.assert_allclose(after.logits_of(encoded), before.logits_of(encoded) / 2.5, rtol=1e-6)
    np.testing.assert_allclose(after.probabilities(TEXTS), tempered(before.probabilities(TEXTS), 2.5), atol=1e-6)
    assert [one.label for one in after.score(TEXTS)] == [one.label for one in before.score(TEXTS)]
    assert np.abs(after.probabilities(TEXTS) - before.probabilities(TEXTS)).max() > 0.01


def test_the_split_by_direction_adds_up_to_the_calibrated_log_odds(tmp_path):
    config = write_network(tmp_path)
    before = direction_split(Scorer(tmp_path, config), TEXTS[0])
    set_temperature(tmp_path / "model.onnx", 2.0)
    split = direction_split(Scorer(tmp_path, config), TEXTS[0])
    assert sum(split.parts.values()) + split.bias == pytest.approx(split.total, abs=1e-5)
    assert split.total == pytest.approx(before.total / 2, abs=1e-5)
