"""The runs to compare: a study or a custom selection; the address has the choice."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.config import MAX_SEED, RunConfig
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.study import MAX_SEEDS, Study, progress_of, tried_among, without_search
from pages.shared.access import visitor
from pages.shared.runs import picker, submission
from pages.shared.runs.run_labels import missing_runs, study_label
from pages.shared.session import cache, routes, state
from pages.shared.ui import error_box
from pages.shared.ui.formats import literal, short

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

_ADDED_SEEDS = 2
_SEEDS_TAG = "more seeds"
_CUSTOM = "Custom selection"
_NO_RUN = "none"  # in the address: no run is selected, which differs from an address without a selection


def choose(runs: Sequence[Run], studies: Sequence[Study]) -> tuple[list[Run], Study | None]:
    """The runs to compare, and the study that they are, if they are one.

    Args:
        runs: those that have started.
        studies: newest first.
    """
    by_id = {study.study_id: study for study in studies}
    named = st.query_params.get(state.STUDY)
    if named and named not in by_id:
        st.text(
            f"Study {short(named)} was not found. It was deleted, or written by another version of Bothways. "
            "Choose another one."
        )
    elif not named and studies and not state.runs_in_address():
        named = studies[0].study_id  # when the page is opened without a choice
    if not named:
        _name_missing(runs)
    if not studies:
        return _runs(runs, studies), None
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    with left:
        study = _study(by_id, named)
    with right:
        if study is None:
            return _runs(runs, studies), None
        members = cache.store().of_study(study.study_id)
        _progress(study, members)
    compared = without_search(study.plan, members)
    return [run for run in compared if run.status != "queued"], study


def ask_for_more(chosen: Sequence[Run], study: Study | None, runs: Sequence[Run]) -> None:
    """What to do when there are fewer than two runs to compare."""
    if study and study.plan.is_searching:
        st.caption("The comparison appears after the search, when two runs of the chosen settings have started.")
    elif study:
        st.caption("The comparison appears when two runs of this study have started.")
    elif chosen:
        st.caption("Choose one more run to compare.")
    else:
        st.caption("Choose two runs to compare.")
    latest = [run.run_id for run in runs if run.status == "finished"][1::-1]
    if len(latest) == 2 and (study or not chosen):
        st.button(
            "Compare latest two",
            icon=":material/compare_arrows:",
            type="secondary" if study else "primary",
            on_click=state.put_runs_alone_in_address,
            args=(latest,),
        )


def offer_seeds(comparison: "Comparison") -> None:
    """A button that trains every arm of a custom selection with two more seeds, so that a verdict is possible."""
    last = max(seed for arm in comparison.arms for seed in arm.seeds)
    seeds = range(last + 1, min(last + _ADDED_SEEDS, MAX_SEED) + 1)
    configs = [arm.runs[0].config.with_settings([f"train.seed={seed}"]) for arm in comparison.arms for seed in seeds]
    if configs:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                f"Add {len(seeds)} seeds", icon=":material/add:", type="primary", key="add_seeds_to_runs",
                on_click=_train_seeds, args=(configs, [run.run_id for run in comparison.runs]),
                **visitor.permit("editor", help="Trains all arms with more seeds and adds their runs to these."),
            )  # fmt: skip
            st.caption(submission.time_estimate(configs), width="content")


def _train_seeds(configs: Sequence[RunConfig], run_ids: Sequence[str]) -> None:
    with error_box.remember_errors():
        added = submission.submit(configs, tag=_SEEDS_TAG)
        state.put_runs_alone_in_address([*run_ids, *(run.run_id for run in added)])


def _study(studies: dict[str, Study], named: str | None) -> Study | None:
    options = [*studies, _CUSTOM]
    st.session_state["compared_study"] = named if named in studies else _CUSTOM
    chosen = st.selectbox(
        "Study",
        options,
        key="compared_study",
        format_func=lambda option: study_label(studies[option]) if option in studies else option,
        on_change=_put_study_in_address,
        help="A study is a plan of arms × seeds. Choose “Custom selection” to compare any other runs.",
    )
    return studies.get(chosen)


def _put_study_in_address() -> None:
    chosen = st.session_state["compared_study"]
    if chosen == _CUSTOM:
        state.put_runs_alone_in_address([_NO_RUN])
    else:
        state.put_study_in_address(chosen)


def _runs(runs: Sequence[Run], studies: Sequence[Study]) -> list[Run]:
    chosen = picker.run_picker("Runs to compare", runs, key="compared")
    tried = tried_among(studies, chosen)
    if tried:
        names = ", ".join(f"{short(run.name)} ({run.run_id})" for run in tried)
        st.caption(literal(f"Left out, because a search chose settings by them: {names}."))
    return [run for run in chosen if run not in tried]


def _name_missing(runs: Sequence[Run]) -> None:
    """Name the runs of the address that cannot be compared."""
    started = {run.run_id for run in runs}
    missing = [run_id for run_id in state.runs_in_address() if run_id not in started and run_id != _NO_RUN]
    if not missing:
        return
    queued = {run.run_id for run in cache.store().list(("queued",))}
    if waiting := [run_id for run_id in missing if run_id in queued]:
        st.text(f"Waiting to start: {', '.join(map(short, waiting))}.")
    if gone := [run_id for run_id in missing if run_id not in queued]:
        st.text(missing_runs(gone))


def _progress(study: Study, members: Sequence[Run]) -> None:
    progress = progress_of(members, study.plan)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.caption(f"{progress}. {len(study.plan.arms)} arms, {study.plan.size}.", width="content")
        if st.button("Open runs", icon=":material/table_rows:", key="see_runs"):
            st.switch_page(routes.RUNS, query_params={state.STUDY: study.study_id})
        more = min(study.plan.num_seeds + _ADDED_SEEDS, MAX_SEEDS)
        if progress.whole and more > study.plan.num_seeds:
            st.button(
                f"Add {more - study.plan.num_seeds} seeds",
                icon=":material/add:",
                key="add_seeds",
                on_click=_add_seeds,
                args=(study.study_id, more),
                help="Trains every arm with more seeds. A verdict then needs a smaller p-value, because results with "
                "fewer seeds were seen.",
            )


def _add_seeds(study_id: str, num_seeds: int) -> None:
    with error_box.remember_errors():
        queue.add_seeds(cache.store(), cache.workspace(), study_id, num_seeds)
