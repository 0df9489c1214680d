"""Which of the chosen runs can be scored together: those that read what the first one reads."""

from collections.abc import Sequence

import streamlit as st

from core.comparison.run_frames import column_names
from core.runs.run import Run
from core.source import KIND_NOUNS
from pages.shared.session import cache, state
from pages.shared.ui.formats import short


def scored_together(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Those that read what the first one reads, and the others."""
    fitting = [run for run in runs if _reads(run) == _reads(runs[0])]
    return fitting, [run for run in runs if run not in fitting]


def different_names(runs: Sequence[Run]) -> list[str]:
    """A short name for each run; two of one name are told apart by their ids, which stay whole."""
    return [
        short(run.name) if name == run.name else f"{short(run.name)} · {run.run_id}"
        for run, name in zip(runs, column_names(runs), strict=True)
    ]


def name_unfitting(first: Run, others: Sequence[Run]) -> None:
    """Says which runs are not scored beside the first one, and why."""
    for run in others:
        st.text(
            f"Not scored: {short(run.name)} reads {_reads(run)}; {short(first.name)}, chosen first, reads "
            f"{_reads(first)}."
        )


def name_left_out(finished: Sequence[Run], most: int) -> None:
    """Says which runs of the address are not scored: those that are gone or not finished, and those beyond the most."""
    by_id = {run.run_id: run for run in finished}
    if missing := [run_id for run_id in state.runs_in_address() if run_id not in by_id]:
        known = {run.run_id: run.status for run in cache.store().list()}
        for run_id in missing:
            status = known.get(run_id)
            told = f"{status}, only a finished one scores" if status else "gone: deleted, or written by another version"
            st.text(f"Run {short(run_id)} is {told}.")
    for run_id in state.runs_in_address(by_id)[most:]:
        st.text(f"Not scored: {short(by_id[run_id].name)} ({run_id}); {most} networks are shown at most.")


def _reads(run: Run) -> str:
    data = run.config.dataset
    return f"{KIND_NOUNS[data.kind]} ({data.task} sums)" if data.kind == "sequence" else KIND_NOUNS[data.kind]
