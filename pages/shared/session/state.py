"""What a session remembers and what its address names: plain values under constant keys."""

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

ERRORS = "errors"  # list of dicts: problem, expected, hint and details of each error; shown until dismissed
DELETING = "deleting"  # list of run ids that the open dialog asks about
DELETING_STUDY = "deleting_study"  # id of the study that the open dialog asks about
RUNS = "runs"  # in the address: the selected runs, `?runs=a,b`
BAND = "band_of_report"  # dict: under "band" the band that the curves on the Compare page were drawn with last
DECISIONS = "decisions_of_report"  # dict: "costs", "positive" class and own "slices" on the Compare page
ROPE_OF = "rope_of"  # id of the study that the region of equivalence on the Compare page was typed for
LINKED_RUNS = "linked_runs"  # list of run ids that a link to the Runs page has selected
CLICKED_RUNS = "clicked_runs"  # list of run ids that were selected by a click in the table
ACTIVE = "active_runs"  # list of the ids of runs that were queued or running when the page was drawn last
TRAIN_ADDRESS = "train_address"  # list: recipe and settings in the address of Train, then earlier ones with their end
STUDY = "study"  # in the address: the selected study, `?study=ID`


def runs_in_address(among: Collection[str] | None = None) -> list[str]:
    """The run ids in the address, in its order, without repetition.

    Args:
        among: ids that exist; others are left out. Without it, all ids are returned.
    """
    run_ids = dict.fromkeys(run_id.strip() for run_id in st.query_params.get(RUNS, "").split(","))
    return [run_id for run_id in run_ids if run_id and (among is None or run_id in among)]


def put_runs_in_address(run_ids: Sequence[str]) -> None:
    """Select these runs in the address, so that its link opens the same selection."""
    if run_ids:
        st.query_params[RUNS] = ",".join(run_ids)
    else:
        st.query_params.pop(RUNS, None)


def put_runs_alone_in_address(run_ids: Sequence[str]) -> None:
    """Select these runs and no study, which would take precedence."""
    st.query_params.pop(STUDY, None)
    put_runs_in_address(run_ids)


def study_in_address(among: Collection[str]) -> str | None:
    """The study id in the address if it is among those that exist."""
    study_id = st.query_params.get(STUDY)
    return study_id if study_id is not None and study_id in among else None


def put_study_in_address(study_id: str | None) -> None:
    """Select this study, or none, and no single runs."""
    st.query_params.pop(RUNS, None)
    if study_id:
        st.query_params[STUDY] = study_id
    else:
        st.query_params.pop(STUDY, None)


def open_old_link(key: str, options: Mapping[str, str]) -> None:
    """Let a link from before an option was renamed open that option.

    Args:
        key: of a widget that is bound to the address and not drawn yet.
        options: the option by the value that old links have for it.
    """
    value = st.query_params.get(key)
    if key not in st.session_state and value is not None and value in options:
        del st.query_params[key]
        st.session_state[key] = options[value]
