"""One line of plain text for a run or a study, in lists to choose from."""

from collections.abc import Sequence
from functools import lru_cache

from core.directions import DIRECTION_ARROWS
from core.runs.run import Run
from core.runs.search import Search
from core.runs.study import Study
from pages.shared.ui.formats import percent, short


@lru_cache(maxsize=4096)  # a list of choices has a label for every run, at each click
def run_label(run: Run) -> str:
    """A run's name, cell, direction, test accuracy or status, and id."""
    model = run.config.model
    accuracy = run.metrics.get("test_accuracy")
    result = f"test {percent(accuracy)}" if accuracy is not None else run.status
    return f"{short(run.name)} · {model.cell} {DIRECTION_ARROWS[model.direction]} · {result} · {run.run_id}"


def missing_runs(run_ids: Sequence[str]) -> str:
    """Says that the runs of a link are not in the workspace."""
    names = ", ".join(map(short, run_ids))
    if len(run_ids) == 1:
        return f"Run {names} was not found. It was deleted, or written by another version of Bothways."
    return f"Runs {names} were not found. They were deleted, or written by another version of Bothways."


def study_label(study: Study | Search) -> str:
    """The name and id of a study or a search."""
    return f"{short(study.name)} · {study.study_id if isinstance(study, Study) else study.search_id}"
