"""Plotly figures that keep the reader's zoom when new points arrive, as `st.plotly_chart` cannot."""

import plotly.graph_objects as go
import plotly.io
import streamlit as st

from core.system.assets import component_source
from pages.shared.server import PLOTLY_PATH

_chart = st.components.v2.component(
    "bothways_chart",
    html='<div class="bothways-chart" role="img"></div>',
    js=component_source("chart.js"),
    isolate_styles=False,  # plotly writes its rules into the page's head, where a shadow root would not see them
)


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a figure in the colours of the theme; a figure drawn again under the same key keeps its zoom.

    Args:
        figure: without fonts and background colours of its own, with `layout.height` in pixels.
        key: must stay the same as long as the figure is about the same thing.
        alt: what the figure shows, for those who cannot see it; a table of its numbers belongs beside it.
    """
    # In place: copying the figure first would take as long as making it.
    figure.update_layout(template=plotly.io.templates["none"])
    _chart(key=key, data={"figure": figure.to_json(), "plotly": PLOTLY_PATH, "alt": alt}, height="content")
