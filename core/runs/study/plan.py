"""Study and StudyPlan: what a study trains, arms by seeds by splits, over one data set."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self, get_args

from core.config import MAX_SEED, MAX_SPLIT, RunConfig
from core.directions import DIRECTIONS
from core.errors import ConfigError
from core.models.matched_units import units_for
from core.runs.study.arm_settings import (
    MAX_ARMS,
    arm_assignments,
    arm_labels,
    as_arm,
    check_arms,
    check_differ,
    is_direction,
    varied_settings,
)
from core.runs.study.search import candidates, check_search, num_candidates
from core.runs.study.side_by_side import SideBySide

Width = Literal["same_units", "matched_parameters"]
MIN_SEEDS = 3  # with fewer nothing is decided: they show neither how much seeds matter nor whether some fail
MIN_SEEDS_WITH_FAILED = 5  # with fewer no arm is better or worse when a seed has failed
MAX_SEEDS = 50
MAX_SPLITS = 20
_SEARCH_SEED = MAX_SEEDS * MAX_SPLITS  # beyond the first seed: larger than all seeds of a study, also added ones
_LISTS = ("arms", "looks", "search", "chosen")
_EXPECTED_ARMS = (
    f"at least two different ones of {', '.join(DIRECTIONS)}, or of settings such as model.cell=GRU, and at most "
    f"{MAX_ARMS}"
)
MAX_ROPE_POINTS = 49.9  # what a page offers of a share that must be below 0.5


@dataclass(frozen=True)
class StudyPlan:
    """What a study trains: every arm with every seed of every split.

    No two splits share a seed, so that the gaps of different splits vary with the seeds too: a seed may have the same
    effect on every split, and an average over splits would not show it.

    Args:
        config: the settings that all arms share; with matched parameters its own direction keeps its units.
        arms: what is compared, at least two: directions such as `forward`, or sets of changed settings such as
            `model.cell=GRU model.units=64`.
        width: whether the arms have the `units` of their settings, or as many as give them the same recurrent
            parameters: those of the config where all arms are directions, else those of the first arm.
        num_seeds: trainings of each arm on each split; the seeds are `config.train.seed` and those that follow it.
        rope: region of practical equivalence as a share: a smaller difference in accuracy does not matter.
        num_splits: divisions of the same rows into training, validation and test sets; they are `config.dataset.split`
            and those that follow it.
        looks: the seeds that the study had before more were added, at each time; see `with_more_seeds`.
        search: values of settings that each arm tries before, such as `train.learning_rate=0.0003,0.001,0.003`; every
            combination of values is a candidate, and each arm trains one run with each.
        chosen: of each arm the number of the candidate that all its seeds are trained with, from 0; empty until the
            search has ended.
        side_by_side: how its runs train at the same time; None for one after the other.

    Raises:
        ConfigError: when that is no study, or an arm is impossible with these settings.
    """

    config: RunConfig
    arms: tuple[str, ...]
    width: Width = "same_units"
    num_seeds: int = 3
    rope: float = 0.01
    num_splits: int = 1
    looks: tuple[int, ...] = ()
    search: tuple[str, ...] = ()
    chosen: tuple[int, ...] = ()
    side_by_side: SideBySide | None = None

    def __post_init__(self) -> None:
        for name in _LISTS:
            value = getattr(self, name)
            object.__setattr__(self, name, tuple(value) if isinstance(value, list | tuple) else (value,))
        object.__setattr__(self, "arms", tuple(as_arm(arm) if isinstance(arm, str) else arm for arm in self.arms))
        for name, possible, expected in (
            ("arms", _are_arms(self.arms), _EXPECTED_ARMS),
            ("width", self.width in get_args(Width), f"one of {', '.join(get_args(Width))}"),
            ("num_seeds", _is_whole(self.num_seeds, 1, MAX_SEEDS), f"a whole number from 1 to {MAX_SEEDS}"),
            ("rope", _is_share(self.rope), "a share of at least 0 and below 0.5, such as 0.01 for one point"),
            ("looks", _are_looks(self.looks, self.num_seeds), "growing numbers of seeds, each less than num_seeds"),
            ("num_splits", _is_whole(self.num_splits, 1, MAX_SPLITS), f"a whole number from 1 to {MAX_SPLITS}"),
            ("search", _are_lines(self.search), "a list of lines such as train.learning_rate=0.001,0.01"),
            ("chosen", _are_choices(self), "the number of a trial of the search for each arm, from 0"),
        ):
            if not possible:
                value = getattr(self, name)
                text = ", ".join(map(str, value)) or "empty" if name in _LISTS else repr(value)
                raise ConfigError(f"A study's {name} is {text}.", f"It must be {expected}.", f"Change {name}.")
        if self.num_splits > 1 and self.config.dataset.has_own_test_set:
            raise ConfigError(
                f"The study has {self.num_splits} splits of `{self.config.dataset.name}`, which has its own test set.",
                "Another split of such data would change the validation set only.",
                "Set num_splits to 1 and use more seeds, or choose data without their own test set.",
            )
        self._check_numbers()
        check_arms(self.config, self.arms)
        if self.width == "matched_parameters" and "model.units" in varied_settings(self.arms):
            raise ConfigError(
                "The arms set model.units, and their recurrent parameters are to be matched.",
                "Matched parameters choose the units of every arm but the first.",
                "Remove model.units from the arms, or set width to same_units.",
            )
        if self.search:
            self._check_search()
        check_differ({arm: final_config(self, arm, 0) for arm in self.arms})
        for arm in self.arms:
            final_config(self, arm, self.num_seeds * self.num_splits - 1)  # refuses an impossible arm or last seed
            for number in range(len(candidates(self.search))):
                candidate_config(self, arm, number)

    def _check_numbers(self) -> None:
        """Refuse seeds and splits that would count on beyond the largest one."""
        seeds = _SEARCH_SEED if self.search else self.num_seeds * self.num_splits - 1
        for name, first, count, largest in (
            ("train.seed", self.config.train.seed, seeds, MAX_SEED),
            ("dataset.split", self.config.dataset.split, self.num_splits - 1, MAX_SPLIT),
        ):
            if first + count > largest:
                raise ConfigError(
                    f"{name} is {first}, and this study counts on from it to {first + count}.",
                    f"The largest {name.partition('.')[2]} is {largest}.",
                    f"Set {name} to {largest - count} or less.",
                )

    def _check_search(self) -> None:
        check_search(self.config, self.arms, self.search)
        if self.num_splits > 1:
            raise ConfigError(
                f"The study has a search and {self.num_splits} splits.",
                "The validation rows that choose a trial on one split are test rows of another.",
                "Set num_splits to 1, or remove the search.",
            )

    @property
    def is_searching(self) -> bool:
        """Whether the study has a search that has not chosen yet."""
        return bool(self.search) and not self.chosen

    @property
    def compares_directions(self) -> bool:
        """Whether every arm is a direction alone."""
        return all(map(is_direction, self.arms))

    @property
    def labels(self) -> Mapping[str, str]:
        """A short name of each arm, such as `both ways` or `GRU, 64 units`."""
        return arm_labels(self.config, self.arms)

    @property
    def size(self) -> str:
        """How many trainings of each arm, such as `3 seeds` or `3 splits with 2 seeds each`."""
        seeds = f"{self.num_seeds} {'seed' if self.num_seeds == 1 else 'seeds'}"
        return seeds if self.num_splits == 1 else f"{self.num_splits} splits with {seeds} each"

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain types, ready for JSON."""
        lists = {name: list(getattr(self, name)) for name in _LISTS}
        return {**asdict(self), "config": self.config.to_dict(), **lists}

    def with_more_seeds(self, num_seeds: int) -> Self:
        """The plan with this many seeds on each split; a verdict takes into account that fewer were looked at before.

        While a search has not chosen, no seed has a result that could have been looked at.

        Raises:
            ConfigError: when it has as many already, or more are not possible.
        """
        if num_seeds <= self.num_seeds:
            raise ConfigError(
                f"The study has {self.num_seeds} seeds.",
                f"Seeds can only be added, and {num_seeds} are no more.",
                f"Choose a number from {self.num_seeds + 1} to {MAX_SEEDS}.",
            )
        looks = self.looks if self.is_searching else (*self.looks, self.num_seeds)
        return replace(self, num_seeds=num_seeds, looks=looks)

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
        side_by_side = values.get("side_by_side")
        read = {
            "config": RunConfig.from_stored(values["config"]),
            "side_by_side": SideBySide(**side_by_side) if isinstance(side_by_side, Mapping) else None,
        }
        return cls(**{**values, **read})


@dataclass(frozen=True)
class Study:
    """Runs that were planned together, as the store has them; `created_at` is in seconds since 1970."""

    study_id: str
    name: str
    plan: StudyPlan
    created_at: float
    note: str
    owner: str = ""  # who may change it, besides admins


def final_config(plan: StudyPlan, arm: str, number: int) -> RunConfig:
    """The settings of an arm's run of this number, of `num_seeds * num_splits`: splits alternate, seeds count on."""
    seed, split = plan.config.train.seed + number, plan.config.dataset.split + number % plan.num_splits
    chosen = plan.chosen[plan.arms.index(arm)] if plan.chosen else None
    return _arm_config(plan, arm, seed, [f"dataset.split={split}", *_candidate(plan, chosen)])


def candidate_config(plan: StudyPlan, arm: str, number: int) -> RunConfig:
    """The settings of the run that tries a candidate of the search, with a seed that no other run of a study has."""
    return _arm_config(plan, arm, plan.config.train.seed + _SEARCH_SEED, _candidate(plan, number))


def reference_config(plan: StudyPlan) -> RunConfig:
    """The config whose recurrent parameters matched arms have: the plan's own, or that of the first set of settings."""
    return plan.config if plan.compares_directions else plan.config.with_settings(arm_assignments(plan.arms[0]))


def _arm_config(plan: StudyPlan, arm: str, seed: int, settings: Sequence[str]) -> RunConfig:
    config = plan.config.with_settings([*arm_assignments(arm), f"train.seed={seed}", *settings])
    if plan.width == "same_units":
        return config
    unsearched = plan.config.with_settings(arm_assignments(arm))
    return config.with_settings([f"model.units={units_for(unsearched, reference_config(plan)).units}"])


def _candidate(plan: StudyPlan, number: int | None) -> tuple[str, ...]:
    return () if number is None else candidates(plan.search)[number]


def _are_arms(arms: tuple[Any, ...]) -> bool:
    are_arms = all(isinstance(arm, str) and (is_direction(arm) or "=" in arm) for arm in arms)
    return are_arms and 2 <= len(arms) == len(set(arms)) <= MAX_ARMS


def _are_looks(looks: tuple[Any, ...], num_seeds: int) -> bool:
    growing = (*looks, num_seeds)
    return all(_is_whole(seeds, 1, MAX_SEEDS) for seeds in looks) and sorted(set(growing)) == list(growing)


def _are_lines(lines: tuple[Any, ...]) -> bool:
    return all(isinstance(line, str) for line in lines)


def _are_choices(plan: StudyPlan) -> bool:
    if not plan.chosen:
        return True
    last = num_candidates(plan.search) - 1 if _are_lines(plan.search) else -1
    return len(plan.chosen) == len(plan.arms) and all(_is_whole(number, 0, last) for number in plan.chosen)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 0.5
