"""Schedule: at which numbers of seeds the results of a study were, or may have been, looked at."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.runs.run import Run
from core.runs.study import MIN_SEEDS, Study, progress_of


@dataclass(frozen=True)
class Schedule:
    """When results were looked at.

    Args:
        planned: the seeds of each planned look on all splits together, the present one last; empty for runs that were
            not planned together: then results may have been looked at after every seed.
        is_unfinished: whether planned runs are still to be trained, so that no planned look has come.
    """

    planned: tuple[int, ...] = ()
    is_unfinished: bool = False

    def looks(self, num_seeds: int) -> tuple[int, ...]:
        """The number of seeds at each look, up to one at this number of paired seeds, at least one look."""
        earlier = self.planned[:-1] if self.planned else range(MIN_SEEDS, num_seeds)
        return (*(seeds for seeds in earlier if MIN_SEEDS <= seeds < num_seeds), max(1, num_seeds))


def schedule_of(study: Study | None, runs: Iterable[Run]) -> Schedule:
    """The looks at a study; without one, runs that were not planned together.

    Args:
        runs: those of the study, whatever their status.
    """
    if study is None:
        return Schedule()
    progress = progress_of(runs, study.plan)
    has_ended = progress.finished + progress.failed == progress.planned  # a failed run shows no result any more
    seeds = (*study.plan.looks, study.plan.num_seeds)
    return Schedule(tuple(number * study.plan.num_splits for number in seeds), progress.is_search or not has_ended)
