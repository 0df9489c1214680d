"""Members: the runs that a study's plan has, those of its search first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.config import RunConfig
from core.runs.run import Run
from core.runs.study.plan import Study, StudyPlan, candidate_config, final_config
from core.runs.study.search import candidates, num_candidates


@dataclass(frozen=True)
class Member:
    """One run of a study: its arm, its seed and all of its settings.

    Args:
        label: the short name of an arm of changed settings; empty for a direction.
        split: its split; None in a study of one split.
        candidate: the candidate of the search that it tries, from 0; None for a run that is compared.
        num_candidates: how many each arm has.
    """

    arm: str
    seed: int
    config: RunConfig
    label: str = ""
    split: int | None = None
    candidate: int | None = None
    num_candidates: int = 0

    @property
    def name(self) -> str:
        """What the run is called, such as `bidirectional LSTM 32, seed 43` or `forward GRU 8, trial 2 of 3`."""
        network = self.label or f"{self.arm} {self.config.model.layers_name}".rstrip()
        if self.candidate is not None:
            return f"{network}, trial {self.candidate + 1} of {self.num_candidates}"
        split = "" if self.split is None else f"split {self.split}, "
        return f"{network}, {split}seed {self.seed}"


def members(plan: StudyPlan) -> tuple[Member, ...]:
    """The runs of a study that are due, in the order they are trained: those that are compared.

    While its search has not chosen, the runs of the search. After each seed, every arm can be compared. Every split has
    its first seed before one has its second, so that early results show how much the splits differ.
    """
    return search_members(plan) if plan.is_searching else _final_members(plan)


@lru_cache(maxsize=256)
def search_members(plan: StudyPlan) -> tuple[Member, ...]:
    """The runs that try the candidates of a study's search, one for each candidate and arm; none without a search.

    Their seed is none of the study's, however many are added.
    """
    number_of = len(candidates(plan.search))
    configs = ((arm, number, candidate_config(plan, arm, number)) for number in range(number_of) for arm in plan.arms)
    labels = _labels(plan)
    return tuple(
        Member(arm, config.train.seed, config, labels[arm], candidate=number, num_candidates=number_of)
        for arm, number, config in configs
    )


def num_search_runs(plan: StudyPlan) -> int:
    """How many runs the search of a study has."""
    return num_candidates(plan.search) * len(plan.arms)


def num_final_runs(plan: StudyPlan) -> int:
    """How many runs of a study are compared."""
    return len(plan.arms) * plan.num_seeds * plan.num_splits


def arm_config(plan: StudyPlan, arm: str) -> RunConfig:
    """The settings of an arm's first run; the others differ in `train.seed` and `dataset.split` alone.

    Before a search has chosen, the searched settings are those of the plan's config.
    """
    return final_config(plan, arm, 0)


def arm_of(plan: StudyPlan, config: RunConfig) -> str | None:
    """The arm that a run of these settings belongs to; None where the plan has none like it."""
    return _arms_by_config(plan).get(without_block(config))


def without_search(plan: StudyPlan, runs: Iterable[Run]) -> list[Run]:
    """The runs of a study that may be compared: not those that tried candidates of its search."""
    tried = {member.config for member in search_members(plan)}
    return [run for run in runs if run.config not in tried]


def tried_among(studies: Iterable[Study], runs: Sequence[Run]) -> list[Run]:
    """Those of the runs that tried settings of which runs with other seeds are there as well.

    They are candidates of a study's search, or trials of a search of one network. The search has chosen by them, so
    that they must not count as further seeds of what it chose.
    """
    tried = []
    for study in studies:
        of_study = [run for run in runs if run.study_id == study.study_id]
        compared = without_search(study.plan, of_study)
        tried += [run for run in of_study if run not in compared] if compared else []
    trained_anew = {without_block(run.config) for run in runs if run.search_id is None}
    tried += [run for run in runs if run.search_id is not None and without_block(run.config) in trained_anew]
    return tried


@lru_cache(maxsize=256)
def _final_members(plan: StudyPlan) -> tuple[Member, ...]:
    labels, has_splits = _labels(plan), plan.num_splits > 1
    configs = (
        (arm, final_config(plan, arm, number))
        for number in range(plan.num_seeds * plan.num_splits)
        for arm in plan.arms
    )
    return tuple(
        Member(arm, config.train.seed, config, labels[arm], config.dataset.split if has_splits else None)
        for arm, config in configs
    )


@lru_cache(maxsize=256)
def _arms_by_config(plan: StudyPlan) -> dict[RunConfig, str]:
    return {without_block(arm_config(plan, arm)): arm for arm in plan.arms}


def without_block(config: RunConfig) -> RunConfig:
    """The config without its seed and split, which number the runs of an arm."""
    dataset, train = config.dataset.model_copy(update={"split": 0}), config.train.model_copy(update={"seed": 0})
    return config.model_copy(update={"dataset": dataset, "train": train})


def _labels(plan: StudyPlan) -> dict[str, str]:
    """What the runs of each arm are called after; empty for directions, whose cell and units belong to the name."""
    return dict.fromkeys(plan.arms, "") if plan.compares_directions else dict(plan.labels)
