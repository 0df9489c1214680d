from types import SimpleNamespace

import numpy as np
import pytest

from core.comparison.rows.tag_results import tag_results


def test_each_label_has_the_precision_recall_and_f1_of_each_arm():
    counts = {"a": np.array([[8, 2, 0], [1, 3, 0], [0, 0, 0]]), "b": np.array([[10, 0, 0], [0, 4, 0], [0, 0, 0]])}
    comparison = SimpleNamespace(
        arms=[SimpleNamespace(name="a"), SimpleNamespace(name="b")],
        class_names=lambda _: ("O", "X", "Y"),
        confusion=counts.__getitem__,
    )
    frame = tag_results(comparison).set_index("Label")
    assert frame["Tokens"].tolist() == [10, 4, 0]
    assert frame.loc["O", "a: precision (%)"] == pytest.approx(88.9)
    assert frame.loc["X", ["a: precision (%)", "a: recall (%)", "a: F1 (%)"]].tolist() == [60.0, 75.0, 66.7]
    assert frame.loc["X", "b: F1 (%)"] == 100
    assert frame.loc["Y"].iloc[1:].isna().all()
