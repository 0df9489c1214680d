"""What to train: one run, a pair, or a study with its arms, seeds and width, its forecast and its button."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.config import RunConfig
from core.directions import DIRECTIONS
from core.errors import BothwaysError
from core.models.architecture import layer_table, num_params
from core.runs.study import (
    MAX_ROPE_POINTS,
    MAX_SEEDS,
    MAX_SPLITS,
    StudyPlan,
    Width,
    arm_config,
    arm_match,
    unmatched,
)
from core.runs.study.search_wording import budget_sentence
from pages.shared.access import visitor
from pages.shared.runs.submission import submit_study_and_show
from pages.shared.session import draft
from pages.shared.ui import error_box
from pages.shared.ui.formats import count, literal, percent
from pages.train.cautions import DataFacts
from pages.train.studies import study_arms, study_cost, study_power, study_search

ONE, BOTH, STUDY, SEARCH = "This one", "Both ways", "Study", "Search"
_WHAT_HELP = (
    "Both ways also trains the twin: the same settings and seed in the other direction. A study trains several "
    "directions, or sets of any settings, with several seeds each, so that a gap between them can be distinguished "
    "from chance. A search tries many values of some settings of one network, to find good ones."
)
_WIDTHS: Mapping[Width, str] = {"same_units": "Same units", "matched_parameters": "Matched parameters"}
_WIDTH_HELP = (
    "With the same `units`, a bidirectional network has twice the recurrent weights. Matched parameters chooses "
    "`units` so that all arms have as many recurrent weights as the direction under Settings, which keeps its units; "
    "arms of other settings have as many as the first one."
)
_SEEDS_HELP = (
    "Runs of each arm on each split, with the seed under Settings and those that follow it. Arms with the same seed "
    "share the split, the order of the batches and the initial weights of their common layers."
)
_SPLITS_HELP = (
    "Divisions of the same rows into training, validation and test sets, each with seeds of its own. One split shows "
    "which arm is better on these training rows; three or more show whether that holds for other samples of the data."
)
_OWN_TEST_SET_HELP = (
    "These data have their own test set, so that another split would change the validation set only. Use more seeds."
)
_ROPE_HELP = (
    "Region of practical equivalence (ROPE): smaller differences in accuracy do not matter. The verdict gives the "
    "probability that two arms are practically the same."
)


@dataclass(frozen=True)
class Choice:
    """The choices for a study, besides the settings that its runs share."""

    arms: tuple[str, ...]
    width: Width
    num_seeds: int
    num_splits: int
    rope: float
    name: str
    search: tuple[str, ...]


def what_to_train(values: Mapping[str, Mapping[str, Any]]) -> str:
    """`ONE`, `BOTH`, `STUDY` or `SEARCH`; kept in the address."""
    titles = {BOTH: "Rows alone too"} if DIRECTIONS[values["model"]["direction"]].reads_columns else {}
    return st.segmented_control(
        "What to train", (ONE, BOTH, STUDY, SEARCH), default=BOTH, required=True, key="what", bind="query-params",
        help=_WHAT_HELP, format_func=lambda what: titles.get(what, what), label_visibility="collapsed",
    )  # fmt: skip


def choose(values: Mapping[str, Mapping[str, Any]]) -> Choice:
    """The controls of a study, all kept in the address."""
    compared = study_arms.choose(values)
    width = st.segmented_control(
        "Width", list(_WIDTHS), default="same_units", required=True, key="width", bind="query-params",
        format_func=lambda width: _WIDTHS[width], help=_WIDTH_HELP,
    )  # fmt: skip
    first, second, third, fourth = st.columns([3, 3, 4, 4], vertical_alignment="bottom")
    seeds = first.number_input("Seeds", value=3, key="seeds", bind="query-params", help=_SEEDS_HELP)
    can_split = not draft.unchecked_config(values).dataset.has_own_test_set
    splits = second.number_input(
        "Splits", value=1, key="splits", bind="query-params", disabled=not can_split,
        help=_SPLITS_HELP if can_split else _OWN_TEST_SET_HELP,
    )  # fmt: skip
    rope = third.number_input(
        "ROPE (points)", value=1.0, step=0.5, format="%g", key="plan_rope", bind="query-params", help=_ROPE_HELP,
    )  # fmt: skip
    name = fourth.text_input(
        "Name (optional)", key="study_name", max_chars=200, bind="query-params", placeholder="named after its arms"
    )
    search = study_search.choose(values, compared) if compared else ()
    return Choice(compared, width, seeds, splits if can_split else 1, rope / 100, name, search)


def show(config: RunConfig, choice: Choice, facts: DataFacts, num_classes: int, *, blocked: bool) -> None:
    """The arms in numbers, the forecast, and the button that trains the study unless that is blocked."""
    if len(choice.arms) < 2:
        st.caption("Choose two or more arms to compare.")
        return
    try:
        error_box.check_number("Seeds", choice.num_seeds, 1, MAX_SEEDS)
        error_box.check_number("Splits", choice.num_splits, 1, MAX_SPLITS)
        error_box.check_number("ROPE (points)", 100 * choice.rope, 0, MAX_ROPE_POINTS)
        plan = StudyPlan(
            config, choice.arms, choice.width, choice.num_seeds, choice.rope, choice.num_splits, search=choice.search
        )
        _arms_table(plan, num_classes)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="impossible_study")
        return
    with st.container(border=True, key="study_plan", gap="xsmall"):
        together = study_cost.show(plan, facts, num_classes)
        if facts.readable:
            study_power.show(plan, facts)
        if sentence := budget_sentence(plan):
            st.caption(sentence)
        st.space("xsmall")
        label, icon = "Train the study", ":material/science:"
        if st.button(label, type="primary", icon=icon, key="train", **visitor.permit("editor", blocked)):
            submit_study_and_show(replace(plan, side_by_side=together), choice.name)


def _arms_table(plan: StudyPlan, num_classes: int) -> None:
    matched = plan.width == "matched_parameters"
    heads = ["arm", "units", "recurrent parameters", "all parameters", *(["remaining gap"] if matched else [])]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for arm, label in plan.labels.items():
        match = arm_match(plan, arm)
        params = num_params(layer_table(arm_config(plan, arm), num_classes))
        cells = [count(match.units), count(match.num_recurrent_params), count(params)]
        gap = [percent(match.gap)] if matched else []
        lines.append([_arm_badge(arm, label), *cells, *gap])
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))
    if warning := unmatched(plan):
        st.warning(f"{warning} More units match more closely.", icon=":material/warning:")


def _arm_badge(arm: str, label: str) -> str:
    """The badge of a direction, or the name of a set of settings, in a table."""
    if arm not in DIRECTIONS:
        return literal(label).replace("|", "\\|")
    spec = DIRECTIONS[arm]
    return f":{spec.color}-badge[{spec.icon} {spec.word}]"
