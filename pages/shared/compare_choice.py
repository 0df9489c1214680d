"""What is compared: a study, or any runs; the choice lives in the address and drives every panel."""

from collections.abc import Sequence

import streamlit as st

from core import jobs
from core.runs import ENDED, Run
from core.studies import Study
from pages.shared import cached, state, widgets
from pages.shared.formats import short

_RUNS = "Runs of my choice"


def choose(runs: Sequence[Run]) -> tuple[list[Run], Study | None]:
    """The runs to compare, and the study they are when they are one."""
    studies = {study.study_id: study for study in cached.store().studies.list()}
    named = st.query_params.get(state.STUDY)
    if named not in studies and studies and not state.runs_in_address():
        named = next(iter(studies))  # the newest one, when the page is opened without a choice
    if not studies:
        return _runs(runs), None
    left, right = st.columns([2, 3], gap="medium")
    with left:
        study = _study(studies, named)
    with right:
        if study is None:
            return _runs(runs), None
        members = cached.store().of_study(study.study_id)
        _progress(study, members)
    return [run for run in members if run.status != "queued"], study


def _study(studies: dict[str, Study], named: str | None) -> Study | None:
    options = [*studies, _RUNS]
    st.session_state["compared_study"] = named if named in studies else _RUNS
    chosen = st.selectbox(
        "Study",
        options,
        key="compared_study",
        format_func=lambda one: f"{short(studies[one].name)} · {one}" if one in studies else one,
        on_change=_put_study_in_address,
        help="Runs that were planned together: arms by seeds. Or choose runs of your own.",
    )
    return studies.get(chosen)


def _put_study_in_address() -> None:
    chosen = st.session_state["compared_study"]
    st.query_params.pop(state.STUDY, None)
    st.query_params.pop(state.RUNS, None)
    if chosen == _RUNS:
        st.query_params[state.RUNS] = "none"  # an empty choice of runs is a choice too
    else:
        st.query_params[state.STUDY] = chosen


def _runs(runs: Sequence[Run]) -> list[Run]:
    return widgets.run_picker("Runs to compare", runs, key="compared")


def _progress(study: Study, members: Sequence[Run]) -> None:
    progress = jobs.progress_of(members, study.plan)
    with st.container(horizontal=True, vertical_alignment="bottom", height=67, border=False):
        st.caption(f"{progress}. {len(study.plan.arms)} arms, {study.plan.num_seeds} seeds.", width="content")
        if st.button("See its runs", icon=":material/table_rows:", key="see_runs"):
            st.switch_page("pages/build/runs.py", query_params={state.STUDY: study.study_id})
    if any(run.status not in ENDED for run in members):
        num_finished = sum(run.status in ENDED for run in members)
        widgets.live(_renew, 2.0, study.study_id, num_finished)


def _renew(study_id: str, num_ended: int) -> None:
    """The page again when another run of the study has ended."""
    if sum(run.status in ENDED for run in cached.store().of_study(study_id)) != num_ended:
        st.rerun()
