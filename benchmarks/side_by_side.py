"""How long a study of small runs takes side by side, next to the same study one run at a time.

    python -m benchmarks.side_by_side [--repeats N] [--json] [--write [FILE]]

Six runs, GRU and LSTM with three seeds each, on 4,000 of the packaged Rotten Tomatoes sentences, queued as the app
queues them: every run in a process of its own, the first of them fits the baselines. How many train at the same time is
what planning the study measures on this machine. The two ways alternate, each in a fresh workspace; the load of other
processes is in the table, since it changes both. `--write` replaces the table of docs/training-cost.md.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from benchmarks.document import DOCS_FOLDER, add_output_options, measured_on, replace_measured
from benchmarks.machine import machine
from benchmarks.tables import markdown
from core.comparison.planning.forecast import read_forecast
from core.config import RunConfig
from core.runs.job import ENDED
from core.runs.jobs import queue
from core.runs.store import RunStore
from core.runs.study import StudyPlan
from core.settings import Workspace

DOCUMENT = DOCS_FOLDER / "training-cost.md"
SETTINGS = (
    "dataset.source=rotten_tomatoes", "dataset.num_rows=4000", "text.maxlen=30", "model.units=16", "train.epochs=3",
)  # fmt: skip
ARMS = ("model.cell=GRU", "model.cell=LSTM")
_POLL_SECONDS = 0.2


def small_study() -> StudyPlan:
    """The plan that is timed, with one run at a time."""
    return StudyPlan(RunConfig().with_settings(SETTINGS), ARMS)


def measured_plan(plan: StudyPlan) -> StudyPlan:
    """The plan with the number of runs at the same time that is measured to be fastest here."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(home=Path(home))
        store = RunStore(workspace.database_url, workspace.runs_folder)
        try:
            forecast = read_forecast(store, plan, True, lambda message: print(message, file=sys.stderr), False)
        finally:
            store.close()
    return replace(plan, side_by_side=forecast.cost.together)


def seconds_of(plan: StudyPlan) -> float:
    """The time from queueing a study to the end of its last run, in a fresh workspace.

    Raises:
        RuntimeError: when a run has failed.
    """
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(home=Path(home))
        store = RunStore(workspace.database_url, workspace.runs_folder)
        try:
            began = time.monotonic()
            study = queue.submit_study(store, workspace, plan)
            while any(run.status not in ENDED for run in store.of_study(study.study_id)):
                time.sleep(_POLL_SECONDS)
                queue.reconcile(store, workspace)
            seconds = time.monotonic() - began
            if failed := [run.message for run in store.of_study(study.study_id) if run.status != "finished"]:
                raise RuntimeError(f"A run of the study has not finished: {failed[0]}")
            return seconds
        finally:
            store.close()


def measure(repeats: int, time_study: Callable[[StudyPlan], float] = seconds_of) -> dict[str, Any]:
    """The seconds of both ways in turns, their ratio, and the load of the machine before each pair."""
    plan = small_study()
    together = measured_plan(plan)
    rounds = []
    for number in range(repeats):
        load = os.getloadavg()[0]
        one, several = time_study(plan), time_study(together)
        rounds.append({"load": load, "one_at_a_time": one, "side_by_side": several, "ratio": several / one})
        print(f"round {number + 1}: {several:.0f} s side by side, {one:.0f} s one at a time", file=sys.stderr)
    return {
        "side_by_side": together.side_by_side and asdict(together.side_by_side),
        "rounds": rounds,
        "ratio": statistics.median(one["ratio"] for one in rounds),
    }


def table(result: dict[str, Any]) -> str:
    """The rounds as a table."""
    chosen = result["side_by_side"] or {"num_runs": 1, "num_threads": "all"}
    rows = [
        [f"{one['load']:.1f}", f"{one['one_at_a_time']:.0f} s", f"{one['side_by_side']:.0f} s", f"{one['ratio']:.2f}"]
        for one in result["rounds"]
    ]
    heads = ["load before", "one at a time", "side by side", "ratio"]
    runs = "1 run" if chosen["num_runs"] == 1 else f"{chosen['num_runs']} runs"
    about = f"{runs} at a time, threads of each: {chosen['num_threads']}."
    return f"{about} Median ratio: {result['ratio']:.2f}.\n\n{markdown(heads, rows)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3, help="pairs of studies")
    add_output_options(parser, DOCUMENT)
    options = parser.parse_args()
    result = measure(options.repeats)
    if options.write:
        replace_measured(options.write, {"side by side": f"{measured_on(machine())}\n\n{table(result)}"})
    print(json.dumps(result) if options.json else table(result))


if __name__ == "__main__":
    main()
