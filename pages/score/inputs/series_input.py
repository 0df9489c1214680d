"""The series to score: one of the test set, or typed values."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.config import RunConfig
from core.data.profiles.array_profile import SampleSeries
from core.errors import BothwaysError
from core.inference.inputs.series import parse_series, read_scaling
from core.reports.figures.scores import entered_series
from core.runs.run import Run
from pages.shared.access import visitor
from pages.shared.session import cache, dataset_cache
from pages.shared.ui import error_box
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count

_SOURCES = {"test": "Test series", "type": "Type values"}


@dataclass(frozen=True)
class SeriesInput:
    """A series, (steps, num_channels), and its actual label if it is known."""

    values: np.ndarray
    label: str | None = None


def series_input(run: Run) -> SeriesInput | None:
    """The choice of a series, and the series as a chart; None until there is one."""
    names = list(_SOURCES) if visitor.may_read_data(run.config.paths) else ["type"]
    source = st.segmented_control(
        "Series", names, default=names[0], required=True, key="series_source",
        format_func=_SOURCES.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    try:
        num_channels = read_scaling(cache.scorer(run)).num_channels
        series = _test_series(run.config) if source == "test" else _typed_series(run.config, num_channels)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="series_error")
        return None
    if series is not None:
        channels = "1 channel" if num_channels == 1 else f"{num_channels} channels"
        chart(entered_series(series.values), "entered_series", f"{count(len(series.values))} steps of {channels}")
        if series.label is not None:
            st.text(f"Actual class: {series.label}")
    return series


def _test_series(config: RunConfig) -> SeriesInput:
    profile = dataset_cache.preview_or_raise(config).values_profile
    assert profile is not None  # all series have one
    samples = profile.test_series
    assert samples is not None
    place = st.selectbox(
        "Test series", range(len(samples.labels)), format_func=lambda number: _title(samples, number),
        key="test_series", label_visibility="collapsed",
    )  # fmt: skip
    length = int(samples.lengths[place])
    return SeriesInput(samples.values[place, :length].astype(np.float64), samples.labels[place])


def _title(samples: SampleSeries, number: int) -> str:
    return f"Series {number + 1:,}, class {samples.labels[number]} (row {samples.rows[number]:,})"


def _typed_series(config: RunConfig, num_channels: int) -> SeriesInput | None:
    text = st.text_area(
        "Values", key="typed_series", height=120,
        placeholder="0.1, 0.5, 0.3" + (" : 1.2, 1.1, 0.9" if num_channels > 1 else ""),
        help="Numbers with commas between them, one for each step; a colon is between two channels, and ? is a missing "
        "value.",
    )  # fmt: skip
    return SeriesInput(parse_series(text, num_channels, config.dataset)) if text.strip() else None
