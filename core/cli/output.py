"""What the verbs of the command line print: runs and studies as JSON documents or as lines of text."""

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core.data.reading import stored_notes
from core.inference.decision_rule import read_rule
from core.runs.run import Run
from core.runs.study import Study, arm_documents, progress_of


def run_document(run: Run) -> dict[str, Any]:
    rule = read_rule(run.folder)
    return {
        "run_id": run.run_id,
        "status": run.status,
        "name": run.name,
        "study_id": run.study_id,
        "search_id": run.search_id,
        "trial": run.trial,
        "tags": list(run.tags),
        "note": run.note,
        "message": run.message,
        "created_at": run.created_at,
        "num_params": run.num_params,
        "seconds": run.seconds,
        "data": run.data | ({"notes": list(stored_notes(run.data))} if run.data else {}),
        "notes": list(run_notes(run)),
        "metrics": run.metrics,
        "decision_rule": rule and vars(rule),
        "config": run.config.to_dict(),
    }


def print_runs(runs: Sequence[Run]) -> None:
    print_list(
        ("RUN", "STATUS", "NAME", "RESULT"), [(run.run_id, run.status, run.name, metrics_line(run)) for run in runs]
    )


def metrics_line(run: Run) -> str:
    if "test_accuracy" not in run.metrics:
        return run.message
    accuracy, macro_f1 = f"test accuracy {run.metrics['test_accuracy']:.1%}", run.metrics.get("test_f1", math.nan)
    if run.config.dataset.kind == "tokens":
        others = {"test_span_f1": "span F1", "test_unknown_accuracy": "unknown words"}
        shares = "".join(f", {title} {run.metrics[key]:.1%}" for key, title in others.items() if key in run.metrics)
        return f"{accuracy} of {run.metrics.get('num_steps', math.nan):,.0f} tokens, macro F1 {macro_f1:.1%}{shares}"
    line = f"{accuracy} of {run.metrics['num_test']:,.0f}"
    if "test_micro_f1" not in run.metrics:
        return line
    return f"{line}, micro F1 {run.metrics['test_micro_f1']:.1%}, macro F1 {macro_f1:.1%}"


def run_notes(run: Run) -> tuple[str, ...]:
    """What was detected, removed and drawn when a run read its data, and near-duplicates among the test texts."""
    return tuple(filter(None, (*stored_notes(run.data), run.near_duplicates_note)))


def print_notes(notes: Iterable[str]) -> None:
    """Notes on standard error, so that standard output has results alone."""
    for note in notes:
        print(note, file=sys.stderr)


def print_run(run: Run, as_json: bool) -> None:
    if as_json:
        print_json(run_document(run))
    else:
        print(f"{run.run_id} {'will be cancelled' if run.cancel_requested else run.status}")


def study_document(study: Study, runs: Sequence[Run]) -> dict[str, Any]:
    progress = progress_of(runs, study.plan)
    return {
        "study_id": study.study_id,
        "name": study.name,
        "note": study.note,
        "created_at": study.created_at,
        "state": str(progress),
        "progress": vars(progress),
        "run_ids": [run.run_id for run in runs],
        "arms": arm_documents(study.plan),
        "plan": study.plan.to_dict(),
    }


def print_study(study: Study, runs: Sequence[Run], as_json: bool) -> None:
    if as_json:
        print_json(study_document(study, runs))
    else:
        print(f"{study.study_id}  {study.name}: {progress_of(runs, study.plan)}")


def print_studies(studies: Sequence[Study], runs_of: Callable[[str], Sequence[Run]]) -> None:
    """A row for each study.

    Args:
        runs_of: the runs of a study by its id.
    """
    rows = [(one.study_id, str(progress_of(runs_of(one.study_id), one.plan)), one.name) for one in studies]
    print_list(("STUDY", "STATE", "NAME"), rows)


def print_list(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows below their header, every value in full; a line break in a value is a space."""
    lines = [header, *([" ".join(value.split()) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(value.ljust(width) for value, width in zip(line, widths, strict=True)).rstrip())


def print_json(document: Any) -> None:
    """One document: letters as they are where the output can hold them; what is no number (NaN) is null."""
    is_utf8 = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("_", "-") == "utf-8"
    print(json.dumps(_without_nan(document), indent=2, ensure_ascii=not is_utf8, allow_nan=False))


def _without_nan(value: Any) -> Any:
    """JSON has no NaN and no infinity, and other programs refuse a document that holds them."""
    if isinstance(value, Mapping):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
