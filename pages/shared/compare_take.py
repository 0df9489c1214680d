"""What one takes out of a comparison: the report, the tidy results, the code of a run."""

from typing import TYPE_CHECKING

import streamlit as st

from pages.shared import cached

if TYPE_CHECKING:
    from core.findings import Findings


def downloads(found: "Findings") -> None:
    """Report, CSV and code; each is made when it is asked for."""
    if not found.arms:
        return
    shared = {"on_click": "ignore"}
    st.download_button(
        "Report", lambda: _report(found), "bothways-report.html", "text/html", icon=":material/description:",
        help="One HTML file with the verdict, all panels, settings and versions, for whoever has never seen this app.",
        **shared,
    )  # fmt: skip
    st.download_button(
        "CSV", lambda: found.tidy.to_csv(index=False), "bothways-results.csv", "text/csv", icon=":material/table:",
        help="The tidy results: a row a run and metric.", **shared,
    )  # fmt: skip


def _report(found: "Findings") -> str:
    from core.report_panels import whole_report

    return whole_report(found, cached.store().epochs([run.run_id for run in found.runs]))
