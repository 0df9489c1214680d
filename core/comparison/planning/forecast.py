"""Forecast: what a planned study costs and can show, before anything is trained."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from core.comparison.planning import power_wording
from core.comparison.planning.cost import StudyCost, study_cost
from core.comparison.planning.crowding import crowds_of, is_measured, measured_side_by_side
from core.comparison.planning.duration import read_finished_runs
from core.comparison.planning.like_studies import observe
from core.comparison.planning.part_sizes import PartSizes
from core.comparison.planning.power import PowerForecast, forecast_power, with_assumptions
from core.comparison.planning.variability import Observation
from core.data import sources
from core.data.sources import Dataset, Split
from core.data.text.text_profile import read_corpus
from core.runs.jobs.timing_job import Timing
from core.runs.store import RunStore
from core.runs.study import MIN_SEEDS, StudyPlan, arm_config, arm_documents, side_by_side_sentence, unmatched
from core.runs.study.search_wording import budget_sentence
from core.training import cost_model
from core.training.cost_model import Crowd
from core.training.tf_runtime import num_cores


@dataclass(frozen=True)
class StudyForecast:
    """A plan's cost and power.

    Args:
        num_test: test rows.
        observed: what finished studies on the same data say about variability.
        crowds: the numbers of runs at the same time that were considered; empty where one number was set.
    """

    plan: StudyPlan
    cost: StudyCost
    num_test: int
    observed: Observation
    crowds: tuple[Crowd, ...] = ()

    @cached_property
    def power(self) -> PowerForecast:
        """What the study decides."""
        return forecast_power(self.plan, self.num_test, self.observed.variability)

    @property
    def sentences(self) -> list[str]:
        """What the study decides, what that assumes, what would decide more, and which arms do not match."""
        sentences = (
            power_wording.power_sentence(self.plan, self.num_test, self.power),
            power_wording.same_sentence(self.plan, self.power),
            power_wording.assumptions(self.plan, self.observed),
            power_wording.more_power(self.plan, self.power),
            side_by_side_sentence(self.cost.together, num_cores()) if self.crowds else "",
            budget_sentence(self.plan),
            unmatched(self.plan),
        )
        return [sentence for sentence in sentences if sentence]

    def to_dict(self) -> dict[str, Any]:
        """The forecast as plain types, ready for JSON."""
        power, known = self.power, self.observed.variability
        return {
            "arms": [
                {
                    **document,
                    "step_seconds": arm.step and arm.step.step_seconds,
                    "seconds": arm.duration and arm.duration.seconds,
                }
                for document, arm in zip(arm_documents(self.plan), self.cost.arms, strict=True)
            ],
            "seconds": self.cost.seconds,
            "side_by_side": self.cost.together and asdict(self.cost.together),
            "num_test": self.num_test,
            "detectable_gap": power.better_gap,
            "target_gap": power.target_gap,
            "seeds_needed": power.seeds_for_target,
            "same_probability": power.same_power,
            "same_gap": power.same_gap,
            "seeds_needed_same": power.seeds_for_same,
            "min_seeds": MIN_SEEDS,
            "num_pairs": power.num_pairs,
            "level": power.level,
            "spread": asdict(with_assumptions(known)),
            "measured": [name for name, value in asdict(known).items() if value is not None],
            "observed_runs": self.observed.num_runs,
            "observed_failed": self.observed.num_failed,
            "observed_unlike": list(self.observed.unlike),
            "words": self.sentences,
        }


def read_forecast(
    store: RunStore,
    plan: StudyPlan,
    timing: bool = False,
    on_message: Callable[[str], None] = lambda message: None,
    is_limited: bool = True,
) -> StudyForecast:
    """Read the data of a plan and forecast it.

    Args:
        timing: whether to time, in another process, a few steps of the arms if their durations are unknown.
        on_message: called when that starts, and with the reason when it fails.
        is_limited: whether the number of runs that train at the same time was set; if not, it is measured as well.

    Raises:
        DatasetError: when the data cannot be read or split.
    """
    dataset = sources.load(plan.config.dataset)
    parts = sources.split(dataset, plan.config.dataset, plan.config.train.validation_split)
    sizes = PartSizes(len(parts.train), len(parts.validation), len(parts.test))
    finished, configs = read_finished_runs(store), [arm_config(plan, arm) for arm in plan.arms]
    needs_lengths = any(map(cost_model.needs_lengths, configs))
    if needs_lengths and not timing:  # counting tokens takes longer than all the rest
        cost = study_cost(plan, finished, [None] * len(configs), sizes)
        return StudyForecast(plan, cost, sizes.test, observe(store, plan.config))
    crowds = crowds_of(plan, is_limited)
    about = (configs, dataset.num_classes, _text_lengths(plan, dataset, parts) if needs_lengths else None)
    home = store.jobs.home
    steps = cost_model.load_step_times(home, *about)
    cost = study_cost(plan, finished, steps, sizes)
    if timing and (cost.seconds is None or not is_measured(home, crowds, configs, steps, *about[1:])):
        on_message(f"timing a few steps of each arm{', and how many runs train best side by side' if crowds else ''}")
        process = Timing(store.jobs, *about, *([crowds] if crowds else []))
        if process.wait() == "error":
            on_message(process.error)
        steps = cost_model.load_step_times(home, *about)
    together = measured_side_by_side(home, crowds, configs, steps, sizes, *about[1:])
    cost = study_cost(plan, finished, steps, sizes, together)
    return StudyForecast(plan, cost, sizes.test, observe(store, plan.config), crowds)


def _text_lengths(plan: StudyPlan, dataset: Dataset, parts: Split) -> dict[int, int]:
    """How many training texts have each number of tokens."""
    if dataset.tokens is not None:
        return dict(Counter(dataset.tokens.lengths[parts.train].tolist()))
    return dict(Counter(read_corpus(dataset, parts, plan.config.text).lengths[: len(parts.train)].tolist()))
