"""What trains one run, a run and its twin, or all merge modes: sizes, time estimate and buttons."""

from collections.abc import Sequence

import streamlit as st

from core.comparison.planning.run_sets import merge_modes, pair
from core.config import RunConfig
from core.directions import DIRECTIONS
from core.models.architecture import layer_table, num_params
from pages.shared.access import visitor
from pages.shared.runs.submission import MERGE_TAG, submit_and_show, time_estimate
from pages.shared.ui import badges
from pages.shared.ui.formats import count
from pages.train.cautions import DataFacts


def show(config: RunConfig, facts: DataFacts, num_classes: int, *, with_twin: bool, blocked: bool) -> None:
    """The sizes of the planned runs, the button that trains them unless that is blocked, and how long that takes."""
    planned = pair(config) if with_twin else [config]
    with st.container(horizontal=True, vertical_alignment="bottom", key="submit"):
        _sizes(planned, num_classes)
        st.space("stretch")
        label, icon = _label(config, with_twin), ":material/play_arrow:"
        if st.button(label, type="primary", icon=icon, key="train", **visitor.permit("editor", blocked)):
            submit_and_show(planned)
    st.caption(time_estimate(planned, facts.num_rows, facts.own_sets))
    _merge_modes_button(config, blocked)


def _label(config: RunConfig, with_twin: bool) -> str:
    if not with_twin:
        return "Train this one"
    return "Train both" if DIRECTIONS[config.model.direction].reads_columns else "Train both ways"


def _sizes(planned: Sequence[RunConfig], num_classes: int) -> None:
    for config in planned:
        with st.container(width="content", gap="xsmall"):
            badges.direction_badge(config.model.direction)
            st.metric("Parameters", count(num_params(layer_table(config, num_classes))))


def _merge_modes_button(config: RunConfig, blocked: bool) -> None:
    """Where each step has a label, the merge modes differ most: offer to compare them."""
    if config.dataset.kind != "sequence" or config.model.direction != "bidirectional":
        return
    configs = merge_modes(config)
    modes = [other.model.merge_mode for other in configs]
    help = f"Trains one run per merge mode ({', '.join(modes)}) and overlays their losses. Use it to choose merge_mode."
    if st.button(
        "Train all merge modes",
        icon=":material/call_merge:",
        key="train_merge_modes",
        **visitor.permit("editor", blocked, help),
    ):
        submit_and_show(configs, [f"merge_mode {mode}" for mode in modes], MERGE_TAG)
