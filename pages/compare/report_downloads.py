"""Downloads of a comparison: the report, the results as CSV, and the code of a run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.shared.runs.download_buttons import code_button
from pages.shared.session import cache, state

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.learning_curves import Band
    from core.comparison.verdicts import Verdict


def downloads(comparison: "Comparison", pair: "Verdict | None") -> None:
    """Buttons for report, CSV and code; each file is written on the click."""
    if not comparison.arms:
        return
    curves = st.session_state.setdefault(state.BAND, {})  # read here: a download's function has no session
    decisions = st.session_state.setdefault(state.DECISIONS, {})
    name = _name(comparison)
    st.download_button(
        "Report", lambda: _report(comparison, pair, curves.get("band", "min-max"), decisions), f"bothways-{name}.html",
        "text/html", icon=":material/download:", on_click="ignore",
        help="One HTML file with the verdict, all panels, settings and versions. Send it to people without this app.",
    )  # fmt: skip
    st.download_button(
        "CSV", lambda: _csv(comparison), f"bothways-{name}.csv", "text/csv", icon=":material/download:",
        on_click="ignore", help="One row per run and metric. Use it for an analysis of your own.",
    )  # fmt: skip
    with st.popover("Code", icon=":material/code:", key="codes"):
        st.caption("A plain Keras script that trains the first run of an arm without Bothways.")
        for arm in comparison.arms:
            st.text(arm.name)
            code_button(arm.runs[0])


def _name(comparison: "Comparison") -> str:
    """What distinguishes the files of this comparison from those of another: its study, or its first and last run."""
    if comparison.study:
        return comparison.study.study_id
    run_ids = [run.run_id for run in comparison.runs]
    return "-".join(dict.fromkeys((run_ids[0], run_ids[-1])))


def _report(comparison: "Comparison", pair: "Verdict | None", band: "Band", decisions: Mapping[str, Any]) -> str:
    from core.reports.decision_panels import DecisionOptions
    from core.reports.report_panels import whole_report

    epochs = cache.store().epochs([run.run_id for run in comparison.runs])
    return whole_report(comparison, epochs, pair, band, DecisionOptions(**decisions))


def _csv(comparison: "Comparison") -> str:
    from core.comparison.presentation.results_csv import results_csv

    return results_csv(comparison)
