"""What the verbs of the command line print: runs as JSON documents or as lines for people."""

import argparse
import json
from typing import Any

from core.runs import Run


def run_document(run: Run) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "status": run.status,
        "name": run.name,
        "tags": list(run.tags),
        "note": run.note,
        "message": run.message,
        "created_at": run.created_at,
        "num_params": run.num_params,
        "seconds": run.seconds,
        "data": run.data,
        "metrics": run.metrics,
        "config": run.config.to_dict(),
    }


def metrics_line(run: Run) -> str:
    if "test_accuracy" not in run.metrics:
        return run.message
    return f"test accuracy {run.metrics['test_accuracy']:.1%} of {run.metrics['num_test']:,.0f}"


def print_run(options: argparse.Namespace, run: Run) -> None:
    if options.json:
        print_json(run_document(run))
    else:
        print(f"{run.run_id} {'will be cancelled' if run.cancel_requested else run.status}")


def print_json(document: Any) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))
