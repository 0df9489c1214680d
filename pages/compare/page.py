"""Compare: the verdict on runs beside each other, and what it rests on."""

import streamlit as st

from pages.compare import arm_panels, baseline, pair_panels, report_downloads, runs_panel, selection, verdict
from pages.shared.runs import run_details, run_table
from pages.shared.session import cache, routes
from pages.shared.ui import fragments
from pages.shared.ui.empty_state import empty_state

OF_PAIRS = {"Where": pair_panels.where, "Texts": pair_panels.texts, "Confusion": pair_panels.confusions}
OF_ARMS = {
    "Numbers": arm_panels.numbers,
    "Curves": arm_panels.curves,
    "Confidence": arm_panels.confidence,
    "Order": arm_panels.order,
}
PANELS = ("Numbers", "Curves", "Where", "Texts", "Confusion", "Confidence", "Order", "Settings", "Runs")


def no_runs():
    empty_state(
        "Two runs make a comparison",
        "Train a network both ways: one that reads forward and one that reads in both directions, on the same data.",
        "Train both ways",
        routes.TRAIN,
        ":material/model_training:",
    )


def panel(comparison, verdict, runs):
    name = st.segmented_control(
        "Panel", PANELS, default="Numbers", key="panel", bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    if name == "Settings":
        fragments.live(runs_panel.settings, None, runs)
    elif name == "Runs":
        runs_panel.numbers(runs, run_table.frame_of(runs))
        run_details.live_curves(runs, key="compared_curves")
    elif name in OF_ARMS and comparison.arms:
        OF_ARMS[name](comparison)
    elif name in OF_PAIRS and verdict:
        OF_PAIRS[name](comparison, verdict)
    else:
        st.caption("This panel needs a verdict: two architectures with test results on the same data.")


def comparison(runs, study):
    verdict_place = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_tools"):
        rope = verdict.rope_input(study)
        comparison = cache.comparison(runs, study, rope)
        chosen_verdict = verdict.pair_input(comparison)
        with verdict_place:
            verdict.show(comparison, chosen_verdict)
        verdict.mcnemar(chosen_verdict)
        st.space("stretch")
        baseline.offer(comparison)
        report_downloads.downloads(comparison, chosen_verdict)
    fragments.part(panel, comparison, chosen_verdict, runs)


runs, studies = [run for run in cache.store().list() if run.status != "queued"], cache.store().studies.list()
if len(runs) < 2 and not studies:
    no_runs()
else:
    chosen, study = selection.choose(runs, studies)
    if len(chosen) < 2:
        selection.ask_for_more(chosen, study, runs)
    else:
        comparison(chosen, study)
