"""Run groups: the runs of one arm or one study together, with the mean of their results and its spread."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal, get_args

import pandas as pd

from core.comparison.arms import trained_settings
from core.comparison.listing.short_names import short_names
from core.runs.run import Run

Grouping = Literal["study", "arm"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
_REPETITIONS = ("train.seed", "dataset.split")
NO_STUDY = "no study"


@dataclass(frozen=True)
class RunGroup:
    """Runs that are one row of a list: those of a study, or those with the same settings but seed and split."""

    name: str
    runs: tuple[Run, ...]


def groups_of(runs: Sequence[Run], by: Grouping, study_names: Mapping[str, str]) -> tuple[RunGroup, ...]:
    """The groups of these runs, in the order of their first run.

    Args:
        study_names: the name of each study and search by its id.
    """
    members: dict[str, list[Run]] = {}
    keys = [run.study_id or run.search_id or "" for run in runs] if by == "study" else _arm_keys(runs)
    for key, run in zip(keys, runs, strict=True):
        members.setdefault(key, []).append(run)
    if by == "study":
        names = [study_names.get(key, key) or NO_STUDY for key in members]
    else:
        names = list(short_names(tuple(group[0] for group in members.values()), without=_REPETITIONS))
    return tuple(RunGroup(name, tuple(group)) for name, group in zip(names, members.values(), strict=True))


def groups_frame(groups: Sequence[RunGroup]) -> pd.DataFrame:
    """A row for each group: its runs, how many have finished, and mean and standard deviation of what they reached.

    Columns: name, num_runs, num_finished, num_seeds, test_accuracy, test_accuracy_sd, seconds, seconds_sd, num_params.
    The standard deviation is missing where fewer than two runs have the value.
    """
    return pd.DataFrame([_row(group) for group in groups])


def _row(group: RunGroup) -> dict[str, object]:
    finished = [run for run in group.runs if run.status == "finished"]
    accuracies = [run.metrics["test_accuracy"] for run in finished if "test_accuracy" in run.metrics]
    durations = [run.seconds for run in finished if run.seconds is not None]
    sizes = {run.num_params for run in group.runs if run.num_params is not None}
    return {
        "name": group.name,
        "num_runs": len(group.runs),
        "num_finished": len(finished),
        "num_seeds": len({run.config.train.seed for run in group.runs}),
        "test_accuracy": fmean(accuracies) if accuracies else float("nan"),
        "test_accuracy_sd": stdev(accuracies) if len(accuracies) > 1 else float("nan"),
        "seconds": fmean(durations) if durations else float("nan"),
        "seconds_sd": stdev(durations) if len(durations) > 1 else float("nan"),
        "num_params": float(sizes.pop()) if len(sizes) == 1 else float("nan"),
    }


def _arm_keys(runs: Sequence[Run]) -> list[str]:
    """What the runs of one arm have in common; a run that has not read its data yet has those of the arm it is of."""
    settings = [
        json.dumps({name: value for name, value in trained_settings(run).items() if name not in _REPETITIONS})
        for run in runs
    ]
    fingerprints = [run.data.get("fingerprint") for run in runs]
    known = {key: fingerprint for key, fingerprint in zip(settings, fingerprints, strict=True) if fingerprint}
    return [f"{key} {fingerprint or known.get(key)}" for key, fingerprint in zip(settings, fingerprints, strict=True)]
