"""What a session remembers and what its address says: plain values under named keys."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

ERRORS = "errors"  # list of dicts: what came, what was expected, how to mend it; shown until dismissed
DELETING = "deleting"  # list of run ids that the open dialog asks about
DELETING_STUDY = "deleting_study"  # id of the study that the open dialog asks about
RUNS = "runs"  # in the address: the chosen runs, `?runs=a,b`
BAND = "band_of_report"  # dict: under "band" the band that the curves on the Compare page were drawn with last
ROPE_OF = "rope_of"  # id of the study that the region of equivalence on the Compare page was typed for
STUDY = "study"  # in the address: the chosen study, `?study=ID`


def runs_in_address(known: Iterable[str] | None = None) -> list[str]:
    """The run ids the address names, in its order, without repetition; only those in `known` when it is given."""
    named = dict.fromkeys(run_id.strip() for run_id in st.query_params.get(RUNS, "").split(","))
    known = None if known is None else set(known)
    return [run_id for run_id in named if run_id and (known is None or run_id in known)]


def put_runs_in_address(run_ids: Sequence[str]) -> None:
    """Make the address name these runs, so that the link opens the same selection."""
    if run_ids:
        st.query_params[RUNS] = ",".join(run_ids)
    else:
        st.query_params.pop(RUNS, None)


def put_runs_alone_in_address(run_ids: Sequence[str]) -> None:
    """Make the address name these runs and no study, which would go first."""
    st.query_params.pop(STUDY, None)
    put_runs_in_address(run_ids)


def study_in_address(known: Iterable[str]) -> str | None:
    """The study that the address names, if it is among those known."""
    named = st.query_params.get(STUDY)
    return named if named in known else None


def put_study_in_address(study_id: str | None) -> None:
    """Make the address name this study, all of whose runs are chosen then, or none."""
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
    if key not in st.session_state and value in options:
        del st.query_params[key]
        st.session_state[key] = options[value]
