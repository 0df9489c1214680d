"""What the settings of a study do to accuracy: parallel coordinates, and the curve over training rows."""

from typing import TYPE_CHECKING

import streamlit as st

from core.comparison.presentation.setting_frame import SETTINGS_TEXT, rows_frame, setting_frame
from core.reports.figures import setting_effects
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import percent

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison


def show(comparison: "Comparison") -> None:
    """The figures of a study of settings; nothing for directions alone."""
    frame = setting_frame(comparison)
    if frame.empty:
        return
    by_rows = rows_frame(comparison)
    places = st.columns(2, gap="medium") if len(by_rows) else [st.container()]
    with places[0]:
        values = "; ".join(f"{arm} {percent(share)}" for arm, share in frame[["arm", "accuracy"]].to_numpy())
        figure = setting_effects.parallel_coordinates(frame, comparison.varied)
        chart(figure, "parallel_coordinates", f"Settings and test accuracy of each arm. {values}")
        st.caption(SETTINGS_TEXT)
    if len(by_rows):
        with places[1]:
            points = by_rows[["line", "num_train", "accuracy"]].to_numpy().tolist()
            sizes = "; ".join(f"{line}, {rows:,} rows: {percent(share)}" for line, rows, share in points)
            chart(setting_effects.rows_curve(by_rows), "rows_curve", f"Test accuracy by training rows. {sizes}")
            st.caption("All points are tested on the same rows. Bars are standard errors over runs.")
