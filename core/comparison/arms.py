"""Arms: runs grouped by the architecture they trained, one run a seed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.config import ModelConfig, RunConfig, flatten
from core.directions import DIRECTIONS, Direction
from core.models.architecture import num_direction_layers
from core.runs.run import Run

ORDER = list(DIRECTIONS)
# A fingerprint says whether two files are the same.
_SAME_ARM = ("train.seed", "dataset.path")


@dataclass(frozen=True)
class Arm:
    """One architecture of a comparison with its finished runs, one for each seed, by seed.

    `name` differs from those of the other arms; what else tells it from an arm of the same direction, cell and units
    stands in brackets.
    """

    name: str
    runs: tuple[Run, ...]

    @property
    def model(self) -> ModelConfig:
        """The settings of its networks."""
        return self.runs[0].config.model

    @property
    def direction(self) -> Direction:
        """How its networks read."""
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
    """The finished ones among these runs by everything but their seed, in the order of the directions.

    Where the same was trained more than once with a seed, its newest run counts. Settings that do nothing, such as the
    `merge_mode` of a network with one reader, do not divide arms.
    """
    grouped: dict[str, dict[int, Run]] = {}
    for run in sorted(runs, key=lambda run: run.created_at):
        if run.status == "finished":
            grouped.setdefault(json.dumps(_identity(run)), {})[run.config.train.seed] = run
    members = [tuple(seeds[seed] for seed in sorted(seeds)) for seeds in grouped.values()]
    members.sort(key=lambda runs: (ORDER.index(runs[0].config.model.direction), runs[0].config.model.units))
    firsts = [runs[0] for runs in members]
    return tuple(Arm(name, arm_runs) for name, arm_runs in zip(_names(firsts), members, strict=True))


def effective(config: RunConfig) -> dict[str, object]:
    """The settings of a config by `part.key`, without those that do nothing."""
    settings = flatten(config)
    if num_direction_layers(config.model) == 1:
        del settings["model.merge_mode"]
    if config.train.batching == "by_length":
        del settings["text.padding"]  # none is read
    if config.train.kernel != "bfloat16":
        settings["train.kernel"] = "auto"  # the others give the same numbers, to rounding
    return settings


def _identity(run: Run) -> dict[str, object]:
    settings = {name: value for name, value in effective(run.config).items() if name not in _SAME_ARM}
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
