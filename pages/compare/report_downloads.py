"""What one takes out of a comparison: the report, the tidy results, the code of a run."""

from typing import TYPE_CHECKING

import streamlit as st

from pages.shared.runs.download_buttons import code_button
from pages.shared.session import cache, state

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict


def downloads(comparison: "Comparison", verdict: "Verdict | None") -> None:
    """Report, CSV and code; each is made when it is asked for."""
    if not comparison.arms:
        return
    shared = {"on_click": "ignore"}
    chosen = st.session_state.setdefault(state.BAND, {})  # read here: what is called on the click has no session
    st.download_button(
        "Report", lambda: _report(comparison, verdict, chosen.get("band", "min-max")), "bothways-report.html",
        "text/html",
        icon=":material/description:",
        help="One HTML file with the verdict, all panels, settings and versions, for whoever has never seen this app.",
        **shared,
    )  # fmt: skip
    st.download_button(
        "CSV", lambda: comparison.csv, "bothways-results.csv", "text/csv", icon=":material/table:",
        help="The tidy results: a row a run and metric.", **shared,
    )  # fmt: skip
    with st.popover("Code", icon=":material/code:", key="codes"):
        st.caption("A plain Keras script that trains exactly the first run of an arm, without Bothways.")
        for arm in comparison.arms:
            st.text(arm.name)
            code_button(arm.runs[0])


def _report(comparison: "Comparison", verdict: "Verdict | None", band: str) -> str:
    from core.reports.report_panels import whole_report

    epochs = cache.store().epochs([run.run_id for run in comparison.runs])
    return whole_report(comparison, epochs, verdict, band)
