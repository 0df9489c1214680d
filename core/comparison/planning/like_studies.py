"""Like studies: the finished studies whose runs say most about how the runs of a plan will vary."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from core.comparison.planning.part_sizes import part_sizes
from core.comparison.planning.variability import Observation, mean_variability, measure_variability
from core.config import RunConfig
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Study, without_search

_MAX_STUDIES = 3  # the newest show what the data, the machine and the networks are like now
# How many times as many units or training rows runs may have and still count as like. On Rotten Tomatoes, LSTMs with a
# quarter of the units had three quarters of the noise, and LSTMs with a third of the training rows three times as much.
_LIKE_FACTOR = 2


def observe(
    store: RunStore, config: RunConfig, measure: Callable[[Sequence[Run]], Observation] = measure_variability
) -> Observation:
    """The variability of the finished studies on the same data that are most like a plan.

    Args:
        measure: `measure_variability`, or a cache of it.
    """
    return mean_variability([replace(measure(runs), unlike=unlike) for unlike, runs in like_studies(store, config)])


def like_studies(store: RunStore, config: RunConfig) -> list[tuple[tuple[str, ...], list[Run]]]:
    """The studies with finished runs on the same data and task that differ least from these settings, newest first.

    Only where no study is alike in everything do less like ones count.

    Returns:
        Of each study in what it differs, and its finished runs.
    """
    on_same_data = (study for study in store.studies.list() if _data(study.plan.config) == _data(config))
    ranked = sorted(
        ((differences(study.plan.config, config), study) for study in on_same_data), key=lambda one: len(one[0])
    )
    like: list[tuple[tuple[str, ...], list[Run]]] = []
    for unlike, study in ranked:
        if len(like) == _MAX_STUDIES or (like and len(unlike) > len(like[0][0])):
            break
        if runs := _finished(store, study):
            like.append((unlike, runs))
    return like


def differences(past: RunConfig, planned: RunConfig) -> tuple[str, ...]:
    """In what finished runs differ from planned ones so much that they may vary differently, in words."""
    a, b = past.model, planned.model
    differ = {
        "cell": a.cell != b.cell,
        "number of layers": a.num_layers != b.num_layers,
        "kind of head": any((a.head == head) != (b.head == head) for head in ("per_step", "multi_label")),
        "number of units": _are_unlike(a.units, b.units),
        "number of training rows": _have_unlike_rows(past, planned),
    }
    return tuple(name for name, is_different in differ.items() if is_different)


def _finished(store: RunStore, study: Study) -> list[Run]:
    """Its finished runs; those of a search are no repetitions."""
    return [run for run in without_search(study.plan, store.of_study(study.study_id)) if run.status == "finished"]


def _data(config: RunConfig) -> dict[str, Any]:
    return config.dataset.model_dump(exclude={"num_rows", "train_rows", "test_size", "seed", "split"})


def _have_unlike_rows(past: RunConfig, planned: RunConfig) -> bool:
    a, b = part_sizes(past), part_sizes(planned)
    if a is None or b is None:  # only the file knows how many it has
        return past.dataset.num_rows != planned.dataset.num_rows
    return _are_unlike(a.train, b.train)


def _are_unlike(a: int, b: int) -> bool:
    return max(a, b) > _LIKE_FACTOR * min(a, b)
