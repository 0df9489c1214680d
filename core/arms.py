"""Arms: runs grouped by the architecture they trained, one run a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.config import Direction, ModelConfig, choices
from core.runs import Run

ORDER = choices(ModelConfig, "direction")
SUBJECTS: dict[Direction, str] = {
    "forward": "reading forward",
    "backward": "reading backward",
    "two_forward": "reading forward twice",
    "bidirectional": "reading both ways",
    "four_directions": "reading rows and columns both ways",
}
_NAMES = {"two_forward": "two forward", "four_directions": "four directions"}


@dataclass(frozen=True)
class Arm:
    """One architecture of a comparison with its finished runs, one for each seed, by seed.

    `name` differs from those of the other arms; what else tells it from an arm of the same direction, cell and units
    stands in brackets.
    """

    name: str
    model: ModelConfig
    runs: tuple[Run, ...]

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
    """The finished ones among these runs by architecture, in the order of the directions.

    Where an architecture was trained more than once with a seed, its newest run counts.
    """
    grouped: dict[str, dict[int, Run]] = {}
    for run in sorted(runs, key=lambda run: run.created_at):
        if run.status == "finished":
            grouped.setdefault(run.config.model.model_dump_json(), {})[run.config.train.seed] = run
    members = [tuple(seeds[seed] for seed in sorted(seeds)) for seeds in grouped.values()]
    members.sort(key=lambda runs: (ORDER.index(runs[0].config.model.direction), runs[0].config.model.units))
    models = [runs[0].config.model for runs in members]
    return tuple(Arm(_name(model, models), model, arm_runs) for model, arm_runs in zip(models, members, strict=True))


def _name(model: ModelConfig, models: Sequence[ModelConfig]) -> str:
    def base(one: ModelConfig) -> str:
        return f"{_NAMES.get(one.direction, one.direction)} {one.cell} {one.units}"

    same = [one.model_dump() for one in models if base(one) == base(model)]
    own = model.model_dump()
    differing = [f"{key} {value}" for key, value in own.items() if any(one[key] != value for one in same)]
    return f"{base(model)} ({', '.join(differing)})" if differing else base(model)
