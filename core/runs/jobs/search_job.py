"""The end of a study's search: once every candidate has been tried, the best of each arm trains all seeds."""

from core.config import Monitor
from core.errors import TrainingDivergedError
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Study, search_members
from core.training.history import Epoch, best_epoch


def choose_candidates(store: RunStore, study: Study) -> tuple[int, ...]:
    """The best candidate of each arm, in the order of the arms; empty while a candidate is still to be tried.

    The best has the highest validation accuracy of the epoch whose weights are kept; of equals the one with the lower
    validation loss, then the first. A candidate whose loss did not stay finite has been tried and is not chosen.
    """
    runs = {run.config: run for run in store.of_study(study.study_id)}
    tried = [(member, runs.get(member.config)) for member in search_members(study.plan)]
    if not all(run and has_ended(store, run) for _, run in tried):
        return ()
    histories = store.epochs([run.run_id for _, run in tried if run])
    chosen = []
    for arm in study.plan.arms:
        scores = {
            member.candidate: _score(histories[run.run_id], run.config.train.monitor)
            for member, run in tried
            if member.arm == arm and member.candidate is not None and run and run.status == "finished"
        }
        if not scores:  # all have diverged
            return ()
        chosen.append(max(scores, key=lambda number: (*scores[number], -number)))
    return tuple(chosen)


def arms_without_choice(store: RunStore, study: Study) -> tuple[str, ...]:
    """The arms whose candidates have all diverged, so that trying them again would choose nothing either."""
    runs = {run.config: run for run in store.of_study(study.study_id)}
    tried = [(member.arm, runs.get(member.config)) for member in search_members(study.plan)]
    may_choose = {arm for arm, run in tried if run is None or run.status != "failed" or not has_ended(store, run)}
    return tuple(arm for arm in study.plan.arms if arm not in may_choose) if study.plan.is_searching else ()


def has_ended(store: RunStore, run: Run) -> bool:
    """Whether a candidate has been tried: its run is finished, or its loss did not stay finite."""
    if run.status == "failed":
        return isinstance(store.jobs.get(run.run_id).error, TrainingDivergedError)
    return run.status == "finished"


def _score(history: tuple[Epoch, ...], monitor: Monitor) -> tuple[float, float]:
    """Validation accuracy and the negative validation loss of the epoch whose weights are kept."""
    best = best_epoch(history, monitor)
    if best is None or best.val_loss is None or best.val_accuracy is None:
        return float("-inf"), float("-inf")
    return best.val_accuracy, -best.val_loss
