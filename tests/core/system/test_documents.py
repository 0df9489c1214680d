from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from core.errors import BothwaysError, DatasetError
from core.system.documents import read_document, write_document


@dataclass(frozen=True)
class Part:
    name: str
    values: np.ndarray
    kind: Literal["a", "b"] = "a"


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...]
    pair: tuple[int, str]
    texts: list[str]
    counts: dict[str, np.ndarray]
    shares: Mapping[int, float]
    table: pd.DataFrame | None = None
    error: BothwaysError | None = None
    nothing: Part | None = None
    other: Part | None = None
    number: float = field(default=0.5)


def test_a_document_comes_back_as_it_was_written(tmp_path):
    table = pd.DataFrame({"x": [1, 2], "y": ["é", "😀"]}, index=pd.Index(["p", "q"], name="which"))
    whole = Whole(
        parts=(Part("one", np.arange(3, dtype=np.int32)), Part("two", np.zeros((0, 2), np.float32), "b")),
        pair=(7, "seven"),
        texts=["a film", ""],
        counts={"train": np.array([1, 2])},
        shares={3: 0.25},
        table=table,
        error=DatasetError("It is empty.", "It has rows.", "Add rows."),
        other=Part("three", np.array(["x", "yz"])),
        number=np.float64(1.5),
    )
    write_document(whole, tmp_path / "result")
    again = read_document(Whole, tmp_path / "result")
    assert (again.pair, again.texts, again.shares, again.number) == ((7, "seven"), ["a film", ""], {3: 0.25}, 1.5)
    assert [(part.name, part.kind, part.values.dtype) for part in again.parts] == [
        ("one", "a", np.int32),
        ("two", "b", np.float32),
    ]
    assert again.parts[1].values.shape == (0, 2)
    np.testing.assert_array_equal(again.counts["train"], [1, 2])
    pd.testing.assert_frame_equal(again.table, table)
    assert (type(again.error), again.error.args) == (DatasetError, whole.error.args)
    assert again.nothing is None
    assert again.other.values.tolist() == ["x", "yz"]


def test_objects_without_a_plain_form_are_refused(tmp_path):
    with pytest.raises(TypeError, match="no document holds a set"):
        write_document(Part("one", {1}), tmp_path / "result")
