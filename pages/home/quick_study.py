"""The studies that Home trains with one click: three seeds of each direction, enough for a verdict."""

from typing import Literal

import streamlit as st

from core.catalog import source_of
from core.config import RunConfig
from core.runs.demo.bundled import SUMS_CONFIG
from core.runs.study import MIN_SEEDS, StudyPlan, members
from pages.shared.access import visitor
from pages.shared.runs.submission import submit_study_and_show, time_estimate
from pages.shared.ui.formats import count

_ARMS = ("forward", "bidirectional")
# Short sentences: six trainings take about as long as one on whole reviews.
REVIEWS = StudyPlan(
    RunConfig().with_settings(["dataset.source=rotten_tomatoes", "text.maxlen=50"]), _ARMS, num_seeds=MIN_SEEDS
)
SUMS = StudyPlan(SUMS_CONFIG, _ARMS, num_seeds=MIN_SEEDS)


def train_reviews_button() -> None:
    """What the study of short reviews trains, its button and its time."""
    source = source_of(REVIEWS.config.dataset)
    st.markdown(
        f"Train the same network forward and in both directions, {MIN_SEEDS} seeds each, on the same "
        f"{count(source.num_rows)} {source.title} sentences. Then read the verdict."
    )
    _button(REVIEWS, "Train both ways", "train_both_ways", "Both ways on film reviews", is_primary=True)


def train_sums_button() -> None:
    """The button that trains the networks of the moving picture again, and its time."""
    _button(SUMS, "Train these networks", "train_sums", "Both ways on future sums", is_primary=False)


def _button(plan: StudyPlan, label: str, key: str, name: str, *, is_primary: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        kind: Literal["primary", "secondary"] = "primary" if is_primary else "secondary"
        if st.button(label, type=kind, icon=":material/sync_alt:", key=key, **visitor.permit("editor")):
            submit_study_and_show(plan, name)
        st.caption(time_estimate([member.config for member in members(plan)]), width="content")
