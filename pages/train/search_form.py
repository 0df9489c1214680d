"""The form of a search: which settings it varies, within which values, its budget, and its button."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.comparison.planning.duration import search_duration_sentence
from core.config import RunConfig
from core.errors import BothwaysError
from core.runs.search import MAX_TRIALS, MIN_TRIALS, Pruner, Sampler, SearchPlan, searchable_settings
from core.runs.search.trial_wording import plan_sentence
from core.runs.search.usual_ranges import usual_range
from pages.shared.access import visitor
from pages.shared.runs.submission import submit_search_and_show
from pages.shared.session import cache
from pages.shared.ui import error_box
from pages.train.cautions import DataFacts

_USUAL = ("train.learning_rate", "model.units")
_SETTINGS_HELP = (
    "The search tries values of these settings; all others stay as they are under Settings. Settings that change the "
    "validation rows or their metric are not offered."
)
_VALUES_HELP = (
    "A range such as 1e-4..1e-2, or values separated by commas. A range beyond a factor of 10 is searched on a "
    "logarithmic scale, units and batch sizes in powers of two; write log or linear after it for another scale."
)
_TRIALS_HELP = "The budget: how many networks are trained. More settings need more trials."
_SAMPLERS: Mapping[Sampler, str] = {"tpe": "From earlier trials (TPE)", "random": "At random"}
_SAMPLER_HELP = (
    "TPE proposes settings like those of the best trials so far. Random settings need more trials, but the expected "
    "best score by budget is then exact."
)
_PRUNERS: Mapping[Pruner, str] = {
    "median": "Worse than the median",
    "hyperband": "All but the best third (Hyperband)",
    "none": "None",
}
_PRUNER_HELP = (
    "Median: a trial ends after an epoch when its validation metric is worse than the median of the finished trials at "
    "that epoch. Hyperband: about the best third goes on after 1, 3, 9, ... epochs, which saves more where many epochs "
    "are planned. Choose none when good networks start slowly."
)


@dataclass(frozen=True)
class SearchChoice:
    """The choices for a search, besides the settings that its trials share."""

    space: tuple[str, ...]
    num_trials: int
    sampler: Sampler
    pruner: Pruner
    name: str


def choose(values: Mapping[str, Mapping[str, Any]]) -> SearchChoice | None:
    """The controls of a search, all kept in the address; None while the settings contradict each other."""
    try:
        config = RunConfig.from_dict(values)
    except BothwaysError:  # the page names the wrong setting already
        return None
    possible = searchable_settings(config)
    names = st.multiselect(
        "Settings to search", possible, default=[name for name in _USUAL if name in possible], key="searched",
        bind="query-params", help=_SETTINGS_HELP,
    )  # fmt: skip
    space = []
    for number, name in enumerate(names):
        if number % 2 == 0:
            places = st.columns(2, gap="small")
        typed = places[number % 2].text_input(
            f"Values of {name}", usual_range(config, name), key=f"space_{name.partition('.')[2]}", bind="query-params",
            help=_VALUES_HELP,
        )  # fmt: skip
        space.append(f"{name}={typed}")
    first, second, third = st.columns([2, 4, 4], vertical_alignment="bottom")
    trials = first.number_input("Trials", value=20, key="trials", bind="query-params", help=_TRIALS_HELP)
    sampler = second.selectbox(
        "Proposals", list(_SAMPLERS), key="sampler", bind="query-params", format_func=lambda name: _SAMPLERS[name],
        help=_SAMPLER_HELP,
    )  # fmt: skip
    pruner = third.selectbox(
        "Trials that end early", list(_PRUNERS), key="pruner", bind="query-params",
        format_func=lambda name: _PRUNERS[name], help=_PRUNER_HELP,
    )  # fmt: skip
    name = st.text_input(
        "Name (optional)", key="search_name", max_chars=200, bind="query-params", placeholder="named after its settings"
    )
    return SearchChoice(tuple(space), trials, sampler, pruner, name)


def show(config: RunConfig, choice: SearchChoice, facts: DataFacts, *, blocked: bool) -> None:
    """What the search will do, how long a trial takes, and the button that starts it."""
    if not choice.space:
        st.caption("Choose a setting to search.")
        return
    try:
        error_box.check_number("Trials", choice.num_trials, MIN_TRIALS, MAX_TRIALS)
        plan = SearchPlan(config, choice.space, choice.num_trials, choice.sampler, choice.pruner)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="impossible_search")
        return
    with st.container(border=True, key="search_plan", gap="xsmall"):
        st.text(plan_sentence(plan))
        st.caption(search_duration_sentence(cache.store(), config, plan.num_trials, facts.num_rows, facts.own_sets))
        st.space("xsmall")
        label, icon = "Start the search", ":material/manage_search:"
        if st.button(label, type="primary", icon=icon, key="train", **visitor.permit("editor", blocked)):
            submit_search_and_show(plan, choice.name)
