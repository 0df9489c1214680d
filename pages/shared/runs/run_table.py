"""The table of runs: one row each, to look at or to select from."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypedDict

import pandas as pd
import streamlit as st

from core.comparison import run_frames
from core.comparison.listing.run_filter import fulfilling, split_expression
from core.comparison.listing.short_names import differences
from core.directions import DIRECTION_ARROWS, DIRECTIONS
from core.runs.run import Run
from core.training.history import Epoch
from pages.shared.session import cache, state
from pages.shared.ui.badges import STATUS_SIGNS
from pages.shared.ui.formats import short

MAX_RUNS = 100  # as many as a table answers quickly with
_ROW_HEIGHT = 35
# The title of each column, in the order of the chooser; two that show an epoch need different ones there.
_TITLES = {
    "name": "Name", "differs": "Differs in", "status": "Status", "cell": "Cell", "direction": "Direction",
    "seed": "Seed", "curve": "Accuracy", "kept_val_accuracy": "Saved", "kept_epoch": "Saved epoch",
    "last_val_accuracy": "Last", "last_epoch": "Last epoch", "test_accuracy": "Test", "study": "Study",
    "dataset": "Data", "num_params": "Parameters", "seconds": "Time", "tags": "Tags",
}  # fmt: skip
_NAME_LENGTH = 80
_PERCENT = "%.1f %%"


class _Appearance(TypedDict):
    """How the table looks, in the words of `st.dataframe`."""

    column_order: list[str]
    column_config: dict[str, Any]


def frame_of(runs: Sequence[Run]) -> pd.DataFrame:
    """The `runs_frame` of these runs with their epochs from the store."""
    return run_frames.runs_frame(runs, _epochs(runs))


def matching(runs: Sequence[Run], text: str, tags: Sequence[str], statuses: Sequence[str]) -> list[Run]:
    """The runs that fulfil every condition of the text and have its other words, one of the tags and of the statuses.

    Raises:
        InputError: when a condition names nothing that runs have.
    """
    if not (text.strip() or tags or statuses):
        return list(runs)
    conditions, words = split_expression(text)
    runs = fulfilling(runs, conditions)
    matches = run_frames.matches(run_frames.runs_frame(runs, {}), words, tags, statuses)
    return [run for run, is_match in zip(runs, matches, strict=True) if is_match]


def newest(runs: Sequence[Run]) -> list[Run]:
    """The newest runs and those that are selected, those of the link first; all runs when the toggle is on."""
    runs = _linked_first(runs)
    if len(runs) <= MAX_RUNS:
        return runs
    show_all = st.toggle(
        f"All {len(runs):,} runs",
        key="all_runs",
        bind="query-params",
        help=f"The table shows the newest {MAX_RUNS}; filters search all runs. Turn this on to scroll through all.",
    )
    selected = set(state.runs_in_address())
    return [run for place, run in enumerate(runs) if show_all or place < MAX_RUNS or run.run_id in selected]


def choose(runs: Sequence[Run], key: str, max_rows: int, columns: Sequence[str] = ()) -> None:
    """The runs as a table to select from; the selection lives in the address as `?runs=a,b`.

    A click on a row selects it alone, one on its box adds it or removes it. A selected run that a filter hides stays in
    the address until the next selection.

    Args:
        max_rows: rows that are visible without scrolling.
        columns: the columns to show, by their titles; empty for those that fit the runs.
    """
    run_ids = [run.run_id for run in runs]
    selection = {"rows": sorted(map(run_ids.index, state.runs_in_address(run_ids))), "columns": [], "cells": []}
    if _selection(key) != selection:  # after a click they are equal, and the browser need not get the table again
        st.session_state[key] = {"selection": selection}
    store = cache.store()
    studies = store.studies.list() if any(run.study_id for run in runs) else []
    searches = store.searches.list() if any(run.search_id for run in runs) else []
    names = (
        *((study.study_id, study.name) for study in studies),
        *((search.search_id, search.name) for search in searches),
    )
    table, appearance = _table(tuple(runs), tuple(_epochs(runs).values()), names)
    height = _ROW_HEIGHT * (min(len(runs), max_rows) + 1) + 3
    order = [name for title in columns for name in _TITLES if _TITLES[name] == title] or appearance["column_order"]
    st.dataframe(
        table,
        key=key,
        on_select=_put_selection_in_address(key, run_ids),
        selection_mode=["multi-row", "single-cell"],
        height=height,
        alt="Runs to select from",
        hide_index=True,
        placeholder="–",
        column_order=order,
        column_config=appearance["column_config"],
    )
    if "curve_of" in order:
        st.caption("Runs without a validation set show training accuracy and have no best epoch.")


def column_titles() -> list[str]:
    """The titles of all columns that the table can show."""
    return list(_TITLES.values())


def _linked_first(runs: Sequence[Run]) -> list[Run]:
    """The runs with those first that a link has selected, so that they are in view; a click changes no order."""
    selected = state.runs_in_address()
    if selected != st.session_state.get(state.CLICKED_RUNS):
        st.session_state[state.LINKED_RUNS] = selected
    linked = st.session_state.get(state.LINKED_RUNS, [])
    return sorted(runs, key=lambda run: run.run_id not in linked) if linked else list(runs)


def _epochs(runs: Sequence[Run]) -> dict[str, tuple[Epoch, ...]]:
    return cache.store().epochs([run.run_id for run in runs])


def _selection(key: str) -> dict[str, list[Any]]:
    state_of_table = st.session_state.get(key)
    if not state_of_table:
        return {}
    return {part: list(state_of_table["selection"][part]) for part in ("rows", "columns", "cells")}


@lru_cache(maxsize=8)
def _table(
    runs: tuple[Run, ...], epochs: tuple[tuple[Epoch, ...], ...], study_names: tuple[tuple[str, str], ...]
) -> tuple[pd.DataFrame, _Appearance]:
    """The cells of the table and its appearance; the same for every click that selects among these runs."""
    frame = run_frames.runs_frame(runs, {run.run_id: history for run, history in zip(runs, epochs, strict=True)})
    differs = [own or run.name for own, run in zip(differences(runs), runs, strict=True)]
    return _cells(frame, dict(study_names)).assign(differs=differs), _appearance(frame)


def _put_selection_in_address(key: str, run_ids: list[str]) -> Callable[[], None]:
    def put() -> None:
        selection = st.session_state[key]["selection"]
        rows = [row for row, _ in selection["cells"]] or selection["rows"]
        st.session_state[state.CLICKED_RUNS] = [run_ids[row] for row in rows]
        state.put_runs_in_address(st.session_state[state.CLICKED_RUNS])

    return put


def _cells(runs: pd.DataFrame, study_names: dict[str, str]) -> pd.DataFrame:
    """The cells by column; names that users typed are plain text."""
    names = {study_id: short(name, _NAME_LENGTH) for study_id, name in study_names.items()}
    return pd.DataFrame(
        {
            "name": runs["name"].map(lambda name: short(name, _NAME_LENGTH)),
            "status": runs["status"].map(STATUS_SIGNS),
            "cell": runs["cell"],
            "direction": runs["direction"].map(lambda way: f"{DIRECTION_ARROWS[way]} {DIRECTIONS[way].word}"),
            "curve": runs["val_accuracies"].where(runs["validated"], runs["accuracies"]),
            "study": runs["study_id"].map(names),
            "seed": runs["seed"],
            "curve_of": runs["validated"].map({True: "validation", False: "training"}),
            "kept_val_accuracy": runs["kept_val_accuracy"] * 100,
            "kept_epoch": runs["kept_epoch"].where(runs["validated"]),
            "last_val_accuracy": runs["last_val_accuracy"] * 100,
            "last_epoch": runs["last_epoch"],
            "test_accuracy": runs["test_accuracy"] * 100,
            "dataset": runs["dataset"],
            "num_params": runs["num_params"],
            "seconds": pd.to_timedelta(runs["seconds"].round(), unit="s"),
            "tags": runs["tags"],
        }
    )


def _appearance(runs: pd.DataFrame) -> _Appearance:
    curve_of = [] if runs["validated"].all() else ["curve_of"]
    of_one_study = runs["study_id"].nunique(dropna=False) == 1 and runs["study_id"].notna().all()
    study = [] if of_one_study or runs["study_id"].isna().all() else ["study"]
    of_search = runs["study_id"].map(lambda name: isinstance(name, str) and name.startswith("h"))
    seed = ["seed"] if of_one_study and not of_search.all() else []  # the trials of a search have the same seed
    cell = ["cell"] if runs["cell"].nunique() > 1 else []  # a column that never differs would push others out of view
    # The runs of a study have one data set, which its heading names, and names that repeat their settings.
    dataset = ["dataset"] if runs["dataset"].nunique() > 1 and not of_one_study else []
    # With both, names of runs need the room of the last epoch, which the curves show too.
    last_epoch = [] if study and dataset else ["last_epoch"]
    best = ["kept_val_accuracy", "kept_epoch", "last_val_accuracy", *last_epoch, "test_accuracy"]
    size = [*dataset, "num_params", "seconds"]
    name = "differs" if of_one_study and len(runs) > 1 else "name"
    tags = ["tags"] if runs["tags"].map(len).any() else []
    return {
        "column_order": [
            name, *seed, "status", *cell, "direction", "curve", *best, *study, *size, *curve_of, *tags,
        ],
        "column_config": _columns(name_width=246 + (0 if seed else 54) if of_one_study else 184 if dataset else 246),
    }  # fmt: skip


def _columns(name_width: int) -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "name": text("Name", width=name_width),
        "differs": text("Differs in", width=max(name_width, 200), help="The settings that differ between these runs."),
        "seed": number("Seed", format="%d", width=54),
        "status": text("Status", width=88),
        "cell": text("Cell", width=80),
        "direction": text("Direction", width=96),
        "curve": st.column_config.LineChartColumn(
            "Accuracy",
            width=64,
            help="Validation accuracy by epoch; training accuracy for runs without a validation set.",
        ),
        "curve_of": text("Accuracy of", width=90, help="The split that the accuracy curve was measured on."),
        "kept_val_accuracy": number(
            "Saved", help="Validation accuracy of the saved weights.", format=_PERCENT, width=62
        ),
        "kept_epoch": number("Epoch", help="The epoch whose weights are saved.", format="%d", width=54),
        "last_val_accuracy": number(
            "Last", help="Validation accuracy after the last epoch.", format=_PERCENT, width=62
        ),
        "last_epoch": number("Epoch", help="The last epoch.", format="%d", width=54),
        "test_accuracy": number("Test", help="Test accuracy of the best epoch's weights.", format=_PERCENT, width=62),
        "dataset": text("Data", width=96),
        "num_params": number("Parameters", format="localized", width=88),
        "seconds": number("Time", format="localized", width=96, help="Training time."),
        "study": text("Study", width=98, help="The study or the search that the run belongs to."),
        "tags": st.column_config.ListColumn("Tags", width=110),
    }
