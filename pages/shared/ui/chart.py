"""Plotly figures that keep the user's zoom when new points arrive, unlike `st.plotly_chart`."""

import streamlit as st

from core.reports.figures.theme import Figure, to_json
from core.system.assets import component_source
from pages.shared.server import PLOTLY_PATH

_chart = st.components.v2.component(
    "bothways_chart",
    html='<div class="bothways-chart" role="group"></div>',  # it has buttons, which an image may not
    js=component_source("chart.js"),
    isolate_styles=False,  # plotly writes its rules into the page's head, which a shadow root does not see
)


def chart(figure: Figure, key: str, alt: str) -> None:
    """Draw a figure in the colours of the page's theme; a figure with the same key keeps its zoom.

    Args:
        figure: from `core.reports.figures`.
        key: must stay the same as long as the figure shows the same thing.
        alt: what the figure shows, for screen readers; put a table of its numbers beside it.
    """
    _chart(key=key, data={"figure": to_json(figure), "plotly": PLOTLY_PATH, "alt": alt}, height="content")
