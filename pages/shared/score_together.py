"""Which of the chosen runs can be scored together: those that read what the first one reads."""

from collections.abc import Sequence

import streamlit as st

from core.comparison import NOUNS
from core.runs import Run
from pages.shared.formats import short


def scored_together(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Those that read what the first one reads, and the others."""
    fitting = [run for run in runs if _reads(run) == _reads(runs[0])]
    return fitting, [run for run in runs if run not in fitting]


def name_unfitting(first: Run, others: Sequence[Run]) -> None:
    """Says which runs are not scored beside the first one, and why."""
    for run in others:
        st.text(
            f"Not scored: {short(run.name)} reads {_reads(run)}; {short(first.name)}, chosen first, reads "
            f"{_reads(first)}."
        )


def _reads(run: Run) -> str:
    data = run.config.dataset
    return f"{NOUNS[data.kind]} ({data.task} sums)" if data.kind == "sequence" else NOUNS[data.kind]
