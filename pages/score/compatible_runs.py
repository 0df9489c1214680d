"""The selected runs that can be scored together: those with the same kind of input as the first one."""

from collections.abc import Sequence

import streamlit as st

from core.comparison.run_frames import data_label
from core.runs.run import Run
from core.source import KIND_NOUNS
from pages.shared.runs.run_labels import missing_runs
from pages.shared.session import cache, state
from pages.shared.ui.formats import short


def group_by_input(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """The runs with the same kind of input as the first one, and the others."""
    compatible = [run for run in runs if _input_noun(run) == _input_noun(runs[0])]
    return compatible, [run for run in runs if run not in compatible]


def input_kind(runs: Sequence[Run]) -> str:
    """The kind of data that runs with the same kind of input read; texts, where there is none."""
    return runs[0].config.dataset.kind if runs else "text"


def unique_names(runs: Sequence[Run], length: int = 48) -> list[str]:
    """A short name for each run, with the whole id where two runs have the same short name."""
    names = [short(run.name, length) for run in runs]
    return [name if names.count(name) == 1 else f"{name} · {run.run_id}" for name, run in zip(names, runs, strict=True)]


def selection_notes(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run], max_runs: int) -> None:
    """Name the runs that were chosen and are not scored.

    Args:
        runs: those that are scored.
        others: finished ones with another kind of input.
    """
    name_not_scored(finished, max_runs)
    if runs:
        name_incompatible(runs[0], others)
    else:
        st.caption("Choose at least one network.")


def name_incompatible(first: Run, others: Sequence[Run]) -> None:
    """Name the runs that are not scored because the first one has another kind of input."""
    for run in others:
        st.text(
            f"Not scored: {short(run.name)} is for {_input_noun(run)}, but the first network, {short(first.name)}, is "
            f"for {_input_noun(first)}."
        )


def name_not_scored(finished: Sequence[Run], max_runs: int) -> None:
    """Name the runs of the address that are not scored: missing, not finished, or beyond the limit."""
    by_id = {run.run_id: run for run in finished}
    if missing := [run_id for run_id in state.runs_in_address() if run_id not in by_id]:
        statuses = {run.run_id: run.status for run in cache.store().list()}
        for run_id in missing:
            if status := statuses.get(run_id):
                st.text(f"Not scored: run {short(run_id)} is {status}. Only finished runs can be scored.")
            else:
                st.text(missing_runs([run_id]))
    for run_id in state.runs_in_address(by_id)[max_runs:]:
        st.text(f"Not scored: {short(by_id[run_id].name)} ({run_id}). At most {max_runs} networks are shown.")


def _input_noun(run: Run) -> str:
    data = run.config.dataset
    if data.kind == "series":
        return f"{KIND_NOUNS[data.kind]} of {data_label(run)}"
    return f"{KIND_NOUNS[data.kind]} ({data.target} sums)" if data.kind == "sequence" else KIND_NOUNS[data.kind]
