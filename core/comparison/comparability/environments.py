"""Environments: the versions and processors in which compared runs differ."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from core.runs.run import Run

# Other versions of these train other networks; those of NumPy, Python and ONNX Runtime change at most the rounding.
_TRAINED_WITH = ("bothways", "tensorflow", "keras")
_Value = TypeVar("_Value", bound=Hashable)


def differing_versions(runs: Sequence[Run]) -> dict[str, tuple[str, ...]]:
    """By package, the versions that trained runs, where these differ; runs that recorded none do not count."""
    environments = [environment for run in runs for environment in run.environments]
    packages = dict.fromkeys(name for one in environments for name in one.versions)
    versions = {name: _distinct(one.versions.get(name, "none") for one in environments) for name in packages}
    return {name: values for name, values in versions.items() if len(values) > 1}


def differing_processors(runs: Sequence[Run]) -> tuple[str, ...]:
    """The processors that runs were trained on, with their instructions where these differ; empty for one processor."""
    kinds = _distinct((one.processor, one.instructions) for run in runs for one in run.environments)
    if len(kinds) < 2:
        return ()
    names = _distinct(name for name, _ in kinds)
    return names if len(names) == len(kinds) else tuple(f"{name} ({', '.join(those)})" for name, those in kinds)


def uneven_versions(of_a: Sequence[Run], of_b: Sequence[Run]) -> tuple[str, ...]:
    """The packages whose versions may explain a gap between two arms: not spread alike over the runs of both.

    Nothing where a run has recorded no versions.
    """
    if not all(run.environments for run in (*of_a, *of_b)):
        return ()
    return tuple(name for name in _TRAINED_WITH if _shares(of_a, name) != _shares(of_b, name))


def _shares(runs: Sequence[Run], package: str) -> dict[tuple[str, ...], float]:
    """The share of the runs that each version has trained; a resumed run may have several versions."""
    counts = Counter(_distinct(one.versions.get(package, "none") for one in run.environments) for run in runs)
    return {versions: number / len(runs) for versions, number in counts.items()}


def _distinct(values: Iterable[_Value]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(values))
