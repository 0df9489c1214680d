"""Compare: the verdict on runs beside each other, and what it rests on."""

import streamlit as st

from pages.shared import (
    cached,
    compare_baseline,
    compare_choice,
    compare_panels,
    compare_take,
    compare_texts,
    compare_verdict,
    comparison_view,
    run_details,
    run_table,
    widgets,
)

OF_PAIRS = {"Where": compare_texts.where, "Texts": compare_texts.texts, "Confusion": compare_texts.confusions}
OF_ARMS = {
    "Numbers": compare_panels.numbers,
    "Curves": compare_panels.curves,
    "Confidence": compare_panels.confidence,
    "Order": compare_panels.order,
}
PANELS = ("Numbers", "Curves", "Where", "Texts", "Confusion", "Confidence", "Order", "Settings", "Runs")


def no_runs():
    widgets.empty_state(
        "Two runs make a comparison",
        "Train a network both ways: one that reads forward and one that reads in both directions, on the same data.",
        "Train both ways",
        "pages/build/train.py",
        ":material/model_training:",
    )


def panel(found, verdict, runs):
    name = st.segmented_control(
        "Panel", PANELS, default="Numbers", key="panel", bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    if name == "Settings":
        widgets.live(comparison_view.settings, None, runs)
    elif name == "Runs":
        comparison_view.numbers(runs, run_table.frame_of(runs))
        run_details.live_curves(runs, key="compared_curves")
    elif name in OF_ARMS and found.arms:
        OF_ARMS[name](found)
    elif name in OF_PAIRS and verdict:
        OF_PAIRS[name](found, verdict)
    else:
        st.caption("This panel needs a verdict: two architectures with test results on the same data.")


def comparison(runs, study):
    verdict_place = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_tools"):
        rope = compare_verdict.rope_input(study)
        found = cached.findings(runs, study, rope)
        verdict = compare_verdict.pair_input(found)
        with verdict_place:
            compare_verdict.show(found, verdict)
        compare_verdict.mcnemar(verdict)
        st.space("stretch")
        compare_baseline.offer(found)
        compare_take.downloads(found, verdict)
    widgets.part(panel, found, verdict, runs)


runs, studies = [run for run in cached.store().list() if run.status != "queued"], cached.store().studies.list()
if len(runs) < 2 and not studies:
    no_runs()
else:
    chosen, study = compare_choice.choose(runs, studies)
    if len(chosen) < 2:
        compare_choice.ask_for_more(chosen, study, runs)
    else:
        comparison(chosen, study)
