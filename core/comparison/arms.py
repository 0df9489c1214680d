"""Arms: runs grouped by the architecture that they trained, one run per seed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.config import ModelConfig, RunConfig, flatten
from core.directions import DIRECTIONS, Direction
from core.models.architecture import num_direction_layers
from core.runs.run import Run

ORDER = list(DIRECTIONS)
# The fingerprint shows whether two files have the same data.
_SAME_ARM = ("train.seed", "dataset.path")


@dataclass(frozen=True)
class Arm:
    """One architecture of a comparison with its finished runs, one for each seed, by seed.

    Each arm has a different `name`; in brackets it gives what distinguishes arms of the same direction, cell and units.
    """

    name: str
    runs: tuple[Run, ...]

    @property
    def model(self) -> ModelConfig:
        """The settings of its networks."""
        return self.runs[0].config.model

    @property
    def direction(self) -> Direction:
        """The direction of its networks."""
        return self.model.direction

    @cached_property
    def by_seed(self) -> dict[int, Run]:
        """Its run of each `train.seed`."""
        return {run.config.train.seed: run for run in self.runs}

    @property
    def num_params(self) -> int | None:
        """Weights of each of its networks."""
        return self.runs[0].num_params


def arms_of(runs: Sequence[Run]) -> tuple[Arm, ...]:
    """The finished runs, grouped by everything but their seed, in the order of the directions.

    Where one arm has several runs with the same seed, the newest counts. Settings without effect, such as the
    `merge_mode` of a network with one direction layer, do not distinguish arms.
    """
    grouped: dict[str, dict[int, Run]] = {}
    for run in sorted(runs, key=lambda run: run.created_at):
        if run.status == "finished":
            grouped.setdefault(json.dumps(_identity(run)), {})[run.config.train.seed] = run
    members = [tuple(seeds[seed] for seed in sorted(seeds)) for seeds in grouped.values()]
    members.sort(key=lambda runs: (ORDER.index(runs[0].config.model.direction), runs[0].config.model.units))
    firsts = [runs[0] for runs in members]
    return tuple(Arm(name, arm_runs) for name, arm_runs in zip(_names(firsts), members, strict=True))


def effective_settings(config: RunConfig) -> dict[str, object]:
    """The settings of a config by `part.key`, without those that have no effect."""
    settings = flatten(config)
    if num_direction_layers(config.model) == 1:
        del settings["model.merge_mode"]
    if config.train.batching == "by_length":
        del settings["text.padding"]  # padding is not read
    if config.train.kernel != "bfloat16":
        settings["train.kernel"] = "auto"  # the others give the same numbers, to rounding
    return settings


def _identity(run: Run) -> dict[str, object]:
    settings = {name: value for name, value in effective_settings(run.config).items() if name not in _SAME_ARM}
    return {**settings, "fingerprint": run.data.get("fingerprint") or run.config.dataset.path}


def _names(firsts: Sequence[Run]) -> list[str]:
    bases = [_base(run.config.model) for run in firsts]
    return [
        base if bases.count(base) == 1 else f"{base} ({_difference(run, firsts, base) or run.run_id})"
        for base, run in zip(bases, firsts, strict=True)
    ]


def _base(model: ModelConfig) -> str:
    return f"{DIRECTIONS[model.direction].name} {model.cell} {model.units}"


def _difference(run: Run, firsts: Sequence[Run], base: str) -> str:
    same = [_identity(one) for one in firsts if _base(one.config.model) == base]
    own = _identity(run)
    return ", ".join(
        f"{name.partition('.')[2] or 'data'} {'none' if value is None else value}"
        for name, value in own.items()
        if any(one.get(name) != value for one in same)
    )
