from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.comparison.rows.label_results import label_names, label_results
from core.evaluation.predictions import Predictions
from core.inference.decision_rule import LabelThresholds, write_rule

LABELS = np.array([[1, 0], [1, 1], [0, 0], [1, 0]])
PROBABILITIES = np.array([[0.9, 0.4], [0.3, 0.45], [0.6, 0.1], [0.8, 0.2]])


@dataclass
class Compared:
    """What these functions read of a comparison: one arm with one run."""

    folder: Path
    arms: tuple = (SimpleNamespace(name="forward"),)

    @property
    def first_split(self) -> "Compared":
        return self

    def class_names(self, arm: str) -> tuple[str, ...]:
        return ("food", "money")

    def arm(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(runs=[SimpleNamespace(folder=self.folder)])

    def predictions_of(self, arm: str) -> list[Predictions]:
        return [Predictions(np.array([7, 2, 5, 4]), LABELS, PROBABILITIES, np.ones(4, int))]


def test_each_label_has_its_results_at_one_half_and_at_its_threshold(tmp_path):
    write_rule(LabelThresholds({"food": 0.5, "money": 0.42}), tmp_path)
    food, money = label_results(Compared(tmp_path), "forward").to_dict("records")
    assert (food["label"], food["texts"]) == ("food", 3)
    assert [food[name] for name in ("precision", "recall", "f1")] == pytest.approx([2 / 3] * 3)
    assert food["f1_at_threshold"] == food["f1"]
    assert np.isnan(money["precision"])
    assert (money["recall"], money["f1"]) == (0, 0)
    assert (money["threshold"], money["f1_at_threshold"]) == (0.42, 1)


def test_runs_without_thresholds_have_none(tmp_path):
    assert label_results(Compared(tmp_path), "forward")["threshold"].isna().all()


def test_the_actual_labels_of_rows_are_named(tmp_path):
    assert label_names(Compared(tmp_path), np.array([2, 5, 7])) == ["food, money", "", "food"]
