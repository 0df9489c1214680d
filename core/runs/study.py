"""Study and StudyPlan: the runs of one study, arms by seeds by splits, over one data set."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Literal, Self, get_args

from core.catalog import source_of
from core.config import RunConfig
from core.directions import DIRECTIONS, Direction
from core.errors import ConfigError
from core.models.matched_units import MATCHED_WITHIN, UnitMatch, matched_units, recurrent_params

Width = Literal["same_units", "matched_parameters"]
MIN_SEEDS = 3  # with fewer nothing is decided: they show neither how much seeds matter nor whether some fail
MIN_SEEDS_WITH_FAILED = 5  # with fewer no arm is better or worse when a seed has failed
MAX_SEEDS = 50
MAX_SPLITS = 20
MAX_ROPE_POINTS = 49.9  # what a page offers of a share that must be below 0.5


@dataclass(frozen=True)
class StudyPlan:
    """What a study trains: every arm with every seed of every split.

    No two splits share a seed, so that the gaps of different splits vary with the seeds too: a seed may have the same
    effect on every split, and an average over splits would not show it.

    Args:
        config: the settings that all arms share; with matched parameters its own direction keeps its units.
        arms: the directions that are compared, at least two.
        width: whether the arms have the same `units`, or as many as give them the same recurrent parameters.
        num_seeds: trainings of each arm on each split; the seeds are `config.train.seed` and those that follow it.
        rope: region of practical equivalence as a share: a smaller difference in accuracy does not matter.
        num_splits: divisions of the same rows into training, validation and test sets; they are `config.dataset.split`
            and those that follow it.
        looks: the seeds that the study had before more were added, at each time; see `with_more_seeds`.

    Raises:
        ConfigError: when that is no study, or an arm is impossible with these settings.
    """

    config: RunConfig
    arms: tuple[Direction, ...]
    width: Width = "same_units"
    num_seeds: int = 3
    rope: float = 0.01
    num_splits: int = 1
    looks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name in ("arms", "looks"):
            value = getattr(self, name)
            object.__setattr__(self, name, tuple(value) if isinstance(value, list | tuple) else (value,))
        for name, possible, expected in (
            ("arms", _are_arms(self.arms), f"at least two different ones of {', '.join(DIRECTIONS)}"),
            ("width", self.width in get_args(Width), f"one of {', '.join(get_args(Width))}"),
            ("num_seeds", _is_whole(self.num_seeds, 1, MAX_SEEDS), f"a whole number from 1 to {MAX_SEEDS}"),
            ("rope", _is_share(self.rope), "a share of at least 0 and below 0.5, such as 0.01 for one point"),
            ("looks", _are_looks(self.looks, self.num_seeds), "growing numbers of seeds, each less than num_seeds"),
            ("num_splits", _is_whole(self.num_splits, 1, MAX_SPLITS), f"a whole number from 1 to {MAX_SPLITS}"),
        ):
            if not possible:
                value = getattr(self, name)
                text = ", ".join(map(str, value)) or "empty" if name in ("arms", "looks") else repr(value)
                raise ConfigError(f"A study's {name} is {text}.", f"It must be {expected}.", f"Change {name}.")
        if self.num_splits > 1 and source_of(self.config.dataset).test_part != "split":
            raise ConfigError(
                f"The study has {self.num_splits} splits of `{self.config.dataset.name}`, which has its own test set.",
                "Another split of such data would change the validation set only.",
                "Set num_splits to 1 and use more seeds, or choose data without their own test set.",
            )
        for arm in self.arms:
            _member_config(self, arm, self.num_seeds * self.num_splits - 1)  # refuses an impossible arm or last seed

    @property
    def size(self) -> str:
        """How many trainings of each arm, such as `3 seeds` or `3 splits with 2 seeds each`."""
        seeds = f"{self.num_seeds} {'seed' if self.num_seeds == 1 else 'seeds'}"
        return seeds if self.num_splits == 1 else f"{self.num_splits} splits with {seeds} each"

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain types, ready for JSON."""
        return {**asdict(self), "config": self.config.to_dict(), "arms": list(self.arms), "looks": list(self.looks)}

    def with_more_seeds(self, num_seeds: int) -> Self:
        """The plan with this many seeds; a verdict will take into account that fewer were looked at before.

        Raises:
            ConfigError: when it has as many already, more are not possible, or it has several splits.
        """
        if self.num_splits > 1:
            raise ConfigError(
                f"The study has {self.num_splits} splits.",
                "Seeds can be added to a study of one split only.",
                "Plan a new study with more seeds or splits.",
            )
        if num_seeds <= self.num_seeds:
            raise ConfigError(
                f"The study has {self.num_seeds} seeds.",
                f"Seeds can only be added, and {num_seeds} are no more.",
                f"Choose a number from {self.num_seeds + 1} to {MAX_SEEDS}.",
            )
        return replace(self, num_seeds=num_seeds, looks=(*self.looks, self.num_seeds))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Check plain values and make a plan of them.

        Raises:
            ConfigError: when settings are unknown, missing or impossible.
        """
        if not isinstance(values, Mapping):
            raise ConfigError(
                f"The settings of a study are of type {type(values).__name__}.",
                f"A study has {', '.join(cls.__dataclass_fields__)}, each by its name.",
                "Write for example {'config': {}, 'arms': ['forward', 'bidirectional']}.",
            )
        unknown, missing = set(values) - set(cls.__dataclass_fields__), {"config", "arms"} - set(values)
        if unknown or missing:
            problem = f"include {', '.join(sorted(unknown))}" if unknown else f"lack {min(missing)}"
            raise ConfigError(
                f"The settings of a study {problem}.",
                f"A study has {', '.join(cls.__dataclass_fields__)}; config and arms are needed.",
                "Correct the names.",
            )
        return cls(**{**values, "config": RunConfig.from_dict(values["config"])})


@dataclass(frozen=True)
class Study:
    """Runs that were planned together, as the store has them; `created_at` is in seconds since 1970."""

    study_id: str
    name: str
    plan: StudyPlan
    created_at: float
    note: str


@dataclass(frozen=True)
class Member:
    """One run of a study: its arm, its seed, its split (None in a study of one split) and all of its settings."""

    arm: Direction
    seed: int
    config: RunConfig
    split: int | None = None

    @property
    def name(self) -> str:
        """What the run is called, such as `bidirectional LSTM 32, seed 43` or `forward GRU 8, split 2, seed 44`."""
        split = "" if self.split is None else f"split {self.split}, "
        return f"{self.arm} {self.config.model.cell} {self.config.model.units}, {split}seed {self.seed}"


@lru_cache(maxsize=256)
def members(plan: StudyPlan) -> tuple[Member, ...]:
    """All runs of a study in the order they are trained.

    After each seed, every arm can be compared. Every split has its first seed before one has its second, so that early
    results show how much the splits differ.
    """
    return tuple(
        _member(arm, _member_config(plan, arm, number), plan.num_splits > 1)
        for number in range(plan.num_seeds * plan.num_splits)
        for arm in plan.arms
    )


def arm_config(plan: StudyPlan, arm: Direction) -> RunConfig:
    """The settings of an arm's first run; the others differ in `train.seed` and `dataset.split` alone."""
    return _member_config(plan, arm, 0)


def arm_match(plan: StudyPlan, arm: Direction) -> UnitMatch:
    """The units of an arm and its recurrent parameters, next to those of the plan's own config."""
    if plan.width == "matched_parameters":
        return matched_units(plan.config, arm)
    num_params, target = recurrent_params(arm_config(plan, arm)), recurrent_params(plan.config)
    return UnitMatch(plan.config.model.units, num_params, target, abs(num_params - target) / target)


def arm_documents(plan: StudyPlan) -> list[dict[str, Any]]:
    """Each arm with its units and recurrent parameters as plain types, ready for JSON."""
    matches = {arm: arm_match(plan, arm) for arm in plan.arms}
    return [
        {
            "arm": arm,
            "units": match.units,
            "num_recurrent_params": match.num_recurrent_params,
            "wanted": match.target,
            "gap": match.gap,
        }
        for arm, match in matches.items()
    ]


def unmatched(plan: StudyPlan) -> str:
    """Which arms stay unlike by more than 1 % though their parameters are to be matched, in words; empty for none."""
    if plan.width != "matched_parameters":
        return ""
    gaps = {arm: arm_match(plan, arm).gap for arm in plan.arms}
    arms = [f"{DIRECTIONS[arm].name} {100 * gap:.1f} %" for arm, gap in gaps.items() if gap > MATCHED_WITHIN]
    if not arms:
        return ""
    return (
        f"Units this small cannot match within {100 * MATCHED_WITHIN:.0f} %: {', '.join(arms)}. A verdict on such arms "
        "does not credit the direction. Raise model.units."
    )


def _member(arm: Direction, config: RunConfig, has_splits: bool) -> Member:
    return Member(arm, config.train.seed, config, config.dataset.split if has_splits else None)


def _member_config(plan: StudyPlan, arm: Direction, number: int) -> RunConfig:
    """The settings of an arm's run of this number, of `num_seeds * num_splits`: splits alternate, seeds count on."""
    model = plan.config.model
    units = matched_units(plan.config, arm).units if plan.width == "matched_parameters" else model.units
    seed, split = plan.config.train.seed + number, plan.config.dataset.split + number % plan.num_splits
    settings = [f"model.direction={arm}", f"model.units={units}", f"train.seed={seed}", f"dataset.split={split}"]
    return plan.config.with_settings(settings)


def _are_arms(arms: tuple[Any, ...]) -> bool:
    return all(arm in tuple(DIRECTIONS) for arm in arms) and 2 <= len(arms) == len(set(arms))


def _are_looks(looks: tuple[Any, ...], num_seeds: int) -> bool:
    growing = (*looks, num_seeds)
    return all(_is_whole(seeds, 1, MAX_SEEDS) for seeds in looks) and sorted(set(growing)) == list(growing)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 0.5
