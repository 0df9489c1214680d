"""What a planned study will cost and can show, as `study` tells it before anything is trained."""

import sys
from collections import Counter
from dataclasses import asdict
from typing import Any

from core.comparison.planning import power
from core.comparison.planning.variability import finished_like, mean_spread, spread_of
from core.data import sources
from core.data.sources import Dataset, Split
from core.data.text_profile import read_corpus
from core.runs.jobs.timing_job import Timing
from core.runs.store import RunStore
from core.runs.study import StudyPlan, arm_config, arm_documents, unmatched
from core.settings import Workspace
from core.source import KIND_NOUNS
from core.training import cost_model
from core.training.cost_model import StepTime


def forecast(store: RunStore, settings: Workspace, plan: StudyPlan, timing: bool = False) -> dict[str, Any]:
    """What a plan costs, arm by arm, and the smallest gap it can show with all that this rests on; reads the data.

    Args:
        timing: whether to time, in another process, a few steps of the arms that this machine has not timed yet.

    Raises:
        DatasetError: when the data cannot be read or split.
    """
    dataset = sources.load(plan.config.dataset)
    parts = sources.split(dataset, plan.config.dataset, plan.config.train.validation_split)
    steps = _steps(settings, plan, dataset, parts, timing)
    arms = []
    for arm, step in zip(arm_documents(plan), steps, strict=True):
        rows, config = (len(parts.train), len(parts.validation)), arm_config(plan, arm["arm"])
        seconds = step and cost_model.estimated_seconds(step, *rows, config)
        arms.append({**arm, "step_seconds": step and step.step_seconds, "seconds": seconds})
    known = mean_spread([spread_of(runs) for runs in finished_like(store, plan.config)])
    about, noun = (plan, len(parts.test), known), KIND_NOUNS[plan.config.dataset.kind]
    told = power.shown(*about, noun), power.assumptions(known, noun), power.more_power(*about, noun), unmatched(plan)
    return {
        "arms": arms,
        "seconds": None if None in steps else plan.num_seeds * sum(arm["seconds"] for arm in arms),
        "num_test": len(parts.test),
        "detectable_gap": power.smallest_gap(*about),
        "seeds_needed": power.seeds_needed(*about),
        "spread": asdict(power.taken_as(known)),
        "measured": [name for name, value in asdict(known).items() if value is not None],
        "words": [sentence for sentence in told if sentence],
    }


def _steps(settings: Workspace, plan: StudyPlan, dataset: Dataset, parts: Split, timing: bool) -> list[StepTime | None]:
    """What has been timed of each arm."""
    configs, lengths = [arm_config(plan, arm) for arm in plan.arms], None
    if any(map(cost_model.needs_lengths, configs)):
        if not timing:
            return [None] * len(configs)  # counting the words would take longer than all the rest
        lengths = Counter(read_corpus(dataset, parts, plan.config.text).lengths[: len(parts.train)].tolist())
    about = (settings.home, configs, dataset.num_classes, lengths)
    if timing and None in cost_model.known_steps(*about):
        print("timing a few steps of each arm", file=sys.stderr)
        process = Timing(*about)
        if process.wait() == "error":
            print(process.error, file=sys.stderr)
    return cost_model.known_steps(*about)
