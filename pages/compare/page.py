"""Compare: the verdict on two architectures, and the evidence for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.runs.run import Run
from core.runs.study import Study
from pages.compare import (
    arm_panels,
    baseline,
    challenge_panel,
    pair_panels,
    report_downloads,
    runs_panel,
    selection,
    threshold_panel,
    verdict,
)
from pages.compare.rows import label_panel
from pages.shared.runs import run_curves
from pages.shared.session import cache, routes, state
from pages.shared.ui import fragments
from pages.shared.ui.empty_state import empty_state

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict

ARM_PANELS = {
    "Metrics": arm_panels.metrics,
    "Curves": arm_panels.curves,
    "Calibration": arm_panels.calibration,
    "Word order": arm_panels.word_order,
    "Threshold": threshold_panel.show,
    "Label errors": label_panel.show,
    "Challenges": challenge_panel.show,
}
PAIR_PANELS = {
    "Slices": pair_panels.slices,
    "Disagreements": pair_panels.disagreements,
    "Confusion": pair_panels.confusions,
}
PANELS = (
    "Metrics", "Curves", "Slices", "Disagreements", "Confusion", "Calibration", "Threshold", "Label errors",
    "Word order", "Challenges", "Settings", "Runs",
)  # fmt: skip
# Panels that kinds of data other than texts have none of.
MISSING = {
    "sentences": ("Threshold", "Label errors", "Word order", "Challenges"),
    **dict.fromkeys(("images", "sequences", "series"), ("Slices", "Word order", "Challenges")),
}
OLD_PANELS = {
    "Numbers": "Metrics", "Where": "Slices", "Texts": "Disagreements", "Confidence": "Calibration",
    "Order": "Word order",
}  # fmt: skip


def no_runs() -> None:
    empty_state(
        "No runs to compare yet",
        "Train a network forward and one in both directions on the same data to see which is better.",
        "Train both ways",
        routes.TRAIN,
        ":material/model_training:",
    )


def panel(comparison: "Comparison", pair: "Verdict | None", runs: Sequence[Run]) -> None:
    state.open_old_link("panel", OLD_PANELS)
    panels = [name for name in PANELS if name not in MISSING.get(comparison.noun, ())]
    name = st.segmented_control(
        "Panel", panels, default="Metrics", key="panel", bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    if name == "Settings":
        fragments.live(runs_panel.settings, None, runs)
    elif name == "Runs":
        runs_panel.metrics(runs)
        run_curves.live_curves(runs, key="compared_curves")
    elif name in ARM_PANELS and comparison.arms:
        ARM_PANELS[name](comparison)
    elif name in PAIR_PANELS and pair:
        PAIR_PANELS[name](comparison, pair)
    else:
        st.caption("This panel needs a verdict: two architectures with test results on the same data.")


def compare(runs: Sequence[Run], study: Study | None) -> None:
    header = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_tools"):
        rope = verdict.rope_input(study)
        comparison = cache.comparison(runs, study, rope)
        pair = verdict.pair_input(comparison)
        with header:
            verdict.show(comparison, pair)
        verdict.mcnemar(comparison, pair)
        st.space("stretch")
        baseline.offer(comparison)
        report_downloads.downloads(comparison, pair)
    fragments.part(panel, comparison, pair, runs)


runs, studies = [run for run in cache.store().list() if run.status != "queued"], cache.store().studies.list()
if len(runs) < 2 and not studies:
    no_runs()
else:
    chosen, study = selection.choose(runs, studies)
    if len(chosen) < 2:
        selection.ask_for_more(chosen, study, runs)
    else:
        compare(chosen, study)
