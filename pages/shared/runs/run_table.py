"""The table of runs: one line each, to look at or to choose from."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from core.comparison import run_frames
from core.directions import DIRECTION_ARROWS, DIRECTIONS
from core.runs.run import Run
from core.training.history import Epoch
from pages.shared.session import cache, state
from pages.shared.ui.badges import STATUS_SIGNS
from pages.shared.ui.formats import short

_ROW_HEIGHT = 35
_MOST_ROWS = 6
_NAME_LENGTH = 80
_NO_VALIDATION = "training"
MOST_SHOWN = 100


def frame_of(runs: Sequence[Run]) -> pd.DataFrame:
    """The `runs_frame` of these runs, with their epochs from the store."""
    return run_frames.runs_frame(runs, _epochs(runs))


def matching(runs: Sequence[Run], text: str, tags: Sequence[str], statuses: Sequence[str]) -> list[Run]:
    """The runs that have every word of the text, one of the tags and one of the statuses, in their order."""
    if not (text.strip() or tags or statuses):
        return list(runs)
    keep = run_frames.matching(run_frames.runs_frame(runs, {}), text, tags, statuses)
    return [run for run, kept in zip(runs, keep, strict=True) if kept]


def newest(runs: Sequence[Run]) -> list[Run]:
    """As many runs as a table answers quickly with, and those that are chosen; all of them when a person asks."""
    if len(runs) <= MOST_SHOWN:
        return list(runs)
    everything = st.toggle(
        f"All {len(runs):,} runs", key="all_runs", bind="query-params",
        help=f"The table shows the newest {MOST_SHOWN}; filters look through all of them.",
    )  # fmt: skip
    chosen = set(state.runs_in_address())
    return [run for place, run in enumerate(runs) if everything or place < MOST_SHOWN or run.run_id in chosen]


def choose(runs: Sequence[Run], key: str) -> list[str]:
    """The runs as a table to choose from; the choice lives in the address as `?runs=a,b`.

    A run that is chosen but not in the table (a filter hides it) is not returned, and forgotten with the next choice.
    """
    shown = [run.run_id for run in runs]
    chosen = state.runs_in_address(shown)
    selection = {"rows": sorted(map(shown.index, chosen)), "columns": [], "cells": []}
    if _selection(key) != selection:  # where a click has made it so, the browser has the very table that it would get
        st.session_state[key] = {"selection": selection}
    studies = cache.store().studies.list() if any(run.study_id for run in runs) else []
    names = tuple((study.study_id, study.name) for study in studies)
    table, appearance = _table(tuple(runs), tuple(_epochs(runs).values()), names)
    st.dataframe(
        table,
        key=key,
        on_select=_put_choice_in_address(key, shown),
        selection_mode="multi-row",
        alt="Runs to choose from",
        **appearance,
    )
    if "curve_of" in appearance["column_order"]:
        st.caption("A run with a curve but no Best has no validation part: its curve is training accuracy.")
    return chosen


def _epochs(runs: Sequence[Run]) -> dict[str, tuple[Epoch, ...]]:
    return cache.store().epochs([run.run_id for run in runs])


def _selection(key: str) -> dict[str, list]:
    held = st.session_state.get(key)
    return {part: list(held["selection"][part]) for part in ("rows", "columns", "cells")} if held else {}


@lru_cache(maxsize=8)
def _table(
    runs: tuple[Run, ...], epochs: tuple[tuple[Epoch, ...], ...], study_names: tuple[tuple[str, str], ...]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """What is shown of these runs, and how: the same for every click that chooses among them."""
    frame = run_frames.runs_frame(runs, {run.run_id: history for run, history in zip(runs, epochs, strict=True)})
    return _displayed(frame, dict(study_names)), _appearance(frame)


def _put_choice_in_address(key: str, shown: list[str]) -> Callable[[], None]:
    def put() -> None:
        state.put_runs_in_address([shown[row] for row in st.session_state[key]["selection"]["rows"]])

    return put


def _displayed(runs: pd.DataFrame, study_names: dict[str, str]) -> pd.DataFrame:
    """Plain cells in the order of the columns; texts of people are only ever shown as text."""
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
            "curve_of": runs["validated"].map({True: "validation", False: _NO_VALIDATION}),
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


def _appearance(runs: pd.DataFrame) -> dict:
    curve_of = [] if runs["validated"].all() else ["curve_of"]
    of_one_study = runs["study_id"].nunique(dropna=False) == 1 and runs["study_id"].notna().all()
    study = [] if of_one_study or runs["study_id"].isna().all() else ["study"]
    seed = ["seed"] if of_one_study else []
    column = st.column_config
    accuracy = {"format": "%.1f %%", "width": 62}
    epoch = {"label": "epoch", "format": "%d", "width": 54}
    return {
        "hide_index": True,
        "placeholder": "–",
        "height": _ROW_HEIGHT * (min(len(runs), _MOST_ROWS) + 1) + 3,
        "column_order": [
            "name",
            *seed,
            "status",
            "cell",
            "direction",
            "curve",
            "best_val_accuracy",
            "best_val_accuracy_epoch",
            "last_val_accuracy",
            "last_epoch",
            "test_accuracy",
            *study,
            "dataset",
            "num_params",
            "seconds",
            *curve_of,
            "tags",
        ],
        "column_config": {
            "name": column.TextColumn("Name", width=140),
            "seed": column.NumberColumn("Seed", format="%d", width=54),
            "status": column.TextColumn("Status", width=88),
            "cell": column.TextColumn("Cell", width=80),
            "direction": column.TextColumn("Direction", width=96),
            "curve": column.LineChartColumn(
                "Accuracy",
                width=64,
                help="Validation accuracy, epoch by epoch; training accuracy of runs with no validation part.",
            ),
            "curve_of": column.TextColumn(
                "Accuracy of", width=90, help="A run without a validation part shows its training accuracy."
            ),
            "best_val_accuracy": column.NumberColumn("Best", help="Highest validation accuracy.", **accuracy),
            "best_val_accuracy_epoch": column.NumberColumn(help="The first epoch that reached the best.", **epoch),
            "last_val_accuracy": column.NumberColumn(
                "Last", help="Validation accuracy after the last epoch.", **accuracy
            ),
            "last_epoch": column.NumberColumn(help="The last epoch.", **epoch),
            "test_accuracy": column.NumberColumn(
                "Test",
                help="Accuracy on the test part, with the weights that were kept.",
                **accuracy,
            ),
            "dataset": column.TextColumn("Data", width=96),
            "num_params": column.NumberColumn("Parameters", format="localized", width=88),
            "seconds": column.NumberColumn("Time", format="localized", width=88, help="Training time."),
            "study": column.TextColumn("Study", width=98, help="The study that planned the run."),
            "tags": column.ListColumn("Tags", width=110),
        },
    }
