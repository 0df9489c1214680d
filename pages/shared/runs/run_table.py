"""The table of runs: one row each, to look at or to select from."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypedDict

import pandas as pd
import streamlit as st

from core.comparison import run_frames
from core.directions import DIRECTION_ARROWS, DIRECTIONS
from core.runs.run import Run
from core.training.history import Epoch
from pages.shared.session import cache, state
from pages.shared.ui.badges import STATUS_SIGNS
from pages.shared.ui.formats import short

MAX_RUNS = 100  # as many as a table answers quickly with
_ROW_HEIGHT, _MAX_ROWS = 35, 6
_NAME_LENGTH = 80
_PERCENT = "%.1f %%"


class _Appearance(TypedDict):
    """How the table looks, in the words of `st.dataframe`."""

    hide_index: bool
    placeholder: str
    height: int
    column_order: list[str]
    column_config: dict[str, Any]


def frame_of(runs: Sequence[Run]) -> pd.DataFrame:
    """The `runs_frame` of these runs with their epochs from the store."""
    return run_frames.runs_frame(runs, _epochs(runs))


def matching(runs: Sequence[Run], text: str, tags: Sequence[str], statuses: Sequence[str]) -> list[Run]:
    """The runs that have every word of the text, one of the tags and one of the statuses, in their order."""
    if not (text.strip() or tags or statuses):
        return list(runs)
    matches = run_frames.matches(run_frames.runs_frame(runs, {}), text, tags, statuses)
    return [run for run, is_match in zip(runs, matches, strict=True) if is_match]


def newest(runs: Sequence[Run]) -> list[Run]:
    """The newest runs and those that are selected; all runs when the toggle is on."""
    if len(runs) <= MAX_RUNS:
        return list(runs)
    show_all = st.toggle(
        f"All {len(runs):,} runs",
        key="all_runs",
        bind="query-params",
        help=f"The table shows the newest {MAX_RUNS}; filters search all runs. Turn this on to scroll through all.",
    )
    selected = set(state.runs_in_address())
    return [run for place, run in enumerate(runs) if show_all or place < MAX_RUNS or run.run_id in selected]


def choose(runs: Sequence[Run], key: str) -> None:
    """The runs as a table to select from; the selection lives in the address as `?runs=a,b`.

    A selected run that a filter hides stays in the address until the next selection.
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
    st.dataframe(
        table,
        key=key,
        on_select=_put_selection_in_address(key, run_ids),
        selection_mode="multi-row",
        alt="Runs to select from",
        **appearance,
    )
    if "curve_of" in appearance["column_order"]:
        st.caption("Runs without a validation set show training accuracy and have no best epoch.")


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
    return _cells(frame, dict(study_names)), _appearance(frame)


def _put_selection_in_address(key: str, run_ids: list[str]) -> Callable[[], None]:
    def put() -> None:
        state.put_runs_in_address([run_ids[row] for row in st.session_state[key]["selection"]["rows"]])

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
            "best_val_accuracy": runs["best_val_accuracy"] * 100,
            "best_val_accuracy_epoch": runs["best_val_accuracy_epoch"],
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
    best = ["best_val_accuracy", "best_val_accuracy_epoch", "last_val_accuracy", "last_epoch", "test_accuracy"]
    # The runs of a study have one data set, which its heading names, and names that differ at their end only.
    size = ["num_params", "seconds"] if of_one_study else ["dataset", "num_params", "seconds"]
    tags = ["tags"] if runs["tags"].map(len).any() else []
    return {
        "hide_index": True,
        "placeholder": "–",
        "height": _ROW_HEIGHT * (min(len(runs), _MAX_ROWS) + 1) + 3,
        "column_order": [
            "name", *seed, "status", *cell, "direction", "curve", *best, *study, *size, *curve_of, *tags,
        ],
        "column_config": _columns(name_width=246 + (0 if seed else 54) if of_one_study else 150),
    }  # fmt: skip


def _columns(name_width: int) -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "name": text("Name", width=name_width),
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
        "best_val_accuracy": number("Best", help="Highest validation accuracy.", format=_PERCENT, width=62),
        "best_val_accuracy_epoch": number(
            "Epoch", help="The first epoch with the highest validation accuracy.", format="%d", width=54
        ),
        "last_val_accuracy": number(
            "Last", help="Validation accuracy after the last epoch.", format=_PERCENT, width=62
        ),
        "last_epoch": number("Epoch", help="The last epoch.", format="%d", width=54),
        "test_accuracy": number("Test", help="Test accuracy of the best epoch's weights.", format=_PERCENT, width=62),
        "dataset": text("Data", width=96),
        "num_params": number("Parameters", format="localized", width=88),
        "seconds": number("Time", format="localized", width=72, help="Training time."),
        "study": text("Study", width=98, help="The study or the search that the run belongs to."),
        "tags": st.column_config.ListColumn("Tags", width=110),
    }
