"""What is compared: a study, or any runs; the choice lives in the address and drives every panel."""

from collections.abc import Sequence

import streamlit as st

from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.study import Study
from pages.shared.runs import picker
from pages.shared.runs.labels import study_label
from pages.shared.session import cache, routes, state
from pages.shared.ui.formats import short

_RUNS = "Runs of my choice"
_NO_RUN = "none"  # in the address for an empty choice of runs, which is a choice too


def choose(runs: Sequence[Run], studies: Sequence[Study]) -> tuple[list[Run], Study | None]:
    """The runs to compare, and the study they are when they are one.

    Args:
        runs: those that have started.
        studies: newest first.
    """
    by_id = {study.study_id: study for study in studies}
    named = st.query_params.get(state.STUDY)
    if named and named not in by_id:
        st.text(f"Study {short(named)} is gone: it was deleted, or another version wrote it. Choose another one.")
    elif not named and studies and not state.runs_in_address():
        named = studies[0].study_id  # when the page is opened without a choice
    if not named:
        _tell_missing(runs)
    if not studies:
        return _runs(runs), None
    left, right = st.columns([2, 3], gap="medium")
    with left:
        study = _study(by_id, named)
    with right:
        if study is None:
            return _runs(runs), None
        members = cache.store().of_study(study.study_id)
        _progress(study, members)
    return [run for run in members if run.status != "queued"], study


def ask_for_more(chosen: Sequence[Run], study: Study | None, runs: Sequence[Run]) -> None:
    """What to do when fewer than two runs are chosen."""
    if study:
        st.caption("The study waits: its runs are compared once two of them have started.")
    elif chosen:
        st.caption("Choose one more run to compare it with.")
    else:
        st.caption("Choose two runs to compare.")
    latest = [run.run_id for run in runs if run.status == "finished"][1::-1]
    if len(latest) == 2 and (study or not chosen):
        st.button(
            "Compare the two latest",
            icon=":material/compare_arrows:",
            type="secondary" if study else "primary",
            on_click=state.put_runs_alone_in_address,
            args=(latest,),
        )


def _study(studies: dict[str, Study], named: str | None) -> Study | None:
    options = [*studies, _RUNS]
    st.session_state["compared_study"] = named if named in studies else _RUNS
    chosen = st.selectbox(
        "Study",
        options,
        key="compared_study",
        format_func=lambda one: study_label(studies[one]) if one in studies else one,
        on_change=_put_study_in_address,
        help="Runs that were planned together: arms by seeds. Or choose runs of your own.",
    )
    return studies.get(chosen)


def _put_study_in_address() -> None:
    chosen = st.session_state["compared_study"]
    if chosen == _RUNS:
        state.put_runs_alone_in_address([_NO_RUN])
    else:
        state.put_study_in_address(chosen)


def _runs(runs: Sequence[Run]) -> list[Run]:
    return picker.run_picker("Runs to compare", runs, key="compared")


def _tell_missing(runs: Sequence[Run]) -> None:
    """Which runs of the address are not there to be compared."""
    started = {run.run_id for run in runs}
    missing = [run_id for run_id in state.runs_in_address() if run_id not in started and run_id != _NO_RUN]
    if not missing:
        return
    queued = {run.run_id for run in cache.store().list(("queued",))}
    waiting, gone = ([one for one in missing if (one in queued) is is_queued] for is_queued in (True, False))
    for names, told in ((waiting, "waiting to start"), (gone, "gone: deleted, or written by another version")):
        if names:
            verb = "Run {} is" if len(names) == 1 else "Runs {} are"
            st.text(f"{verb.format(', '.join(map(short, names)))} {told}.")


def _progress(study: Study, members: Sequence[Run]) -> None:
    progress = queue.progress_of(members, study.plan)
    with st.container(horizontal=True, vertical_alignment="bottom", height=67, border=False):
        st.caption(f"{progress}. {len(study.plan.arms)} arms, {study.plan.num_seeds} seeds.", width="content")
        if st.button("See its runs", icon=":material/table_rows:", key="see_runs"):
            st.switch_page(routes.RUNS, query_params={state.STUDY: study.study_id})
