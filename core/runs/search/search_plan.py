"""SearchPlan: what a search tries, one network's settings within a space and a number of trials."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from math import inf, prod
from typing import Any, Literal, Self, get_args

from core.config import MAX_SEED, RunConfig
from core.config.effective_settings import EFFECTS, effective_settings
from core.errors import ConfigError
from core.runs.search.space import Dimension, read_dimension

Sampler = Literal["tpe", "random"]
Pruner = Literal["median", "hyperband", "none"]
MIN_TRIALS, MAX_TRIALS = 2, 500
MAX_SETTINGS = 12
_MAX_COMBINATIONS = 512  # of ends and values that are checked
_PARTS = ("text", "model", "train")
# Not what changes the validation rows, how they are scored, or only the randomness.
_FIXED = ("train.seed", "train.validation_split", "train.monitor", "train.kernel", "model.embeddings_path")
_IN_THE_LOSS = ("train.label_smoothing", "model.l2")


@dataclass(frozen=True)
class SearchPlan:
    """What a search tries: the settings of one network, varied within a space.

    Args:
        config: the settings that all trials share; `train.monitor` is what the search improves.
        space: the settings that it varies, such as `train.learning_rate=1e-4..1e-2` or `model.cell=LSTM,GRU`.
        num_trials: its budget.
        sampler: how settings are proposed: `tpe` learns from earlier trials (Bergstra and others, 2011), `random` does
            not.
        pruner: `median` ends a trial early whose validation metric is below the median of the others at that epoch;
            `hyperband` ends all but the best third after 1, 3, 9, ... epochs, some trials later (Li and others, 2018,
            https://jmlr.org/papers/v18/16-558.html).
        seed: of the proposals; all trials have the seed of their config.

    Raises:
        ConfigError: when that is no search.
    """

    config: RunConfig
    space: tuple[str, ...]
    num_trials: int = 20
    sampler: Sampler = "tpe"
    pruner: Pruner = "median"
    seed: int = 0

    def __post_init__(self) -> None:
        space = self.space if isinstance(self.space, list | tuple) else (self.space,)
        object.__setattr__(self, "space", tuple(space))
        for name, possible, expected in (
            ("space", all(isinstance(line, str) for line in self.space), "a list of lines such as model.units=16..64"),
            (
                "num_trials",
                _is_whole(self.num_trials, MIN_TRIALS, MAX_TRIALS),
                f"a whole number from {MIN_TRIALS} to {MAX_TRIALS}",
            ),
            ("sampler", self.sampler in get_args(Sampler), f"one of {', '.join(get_args(Sampler))}"),
            ("pruner", self.pruner in get_args(Pruner), f"one of {', '.join(get_args(Pruner))}"),
            ("seed", _is_whole(self.seed, 0, MAX_SEED), f"a whole number from 0 to {MAX_SEED}"),
        ):
            if not possible:
                raise ConfigError(
                    f"A search's {name} is {getattr(self, name)!r}.", f"It must be {expected}.", f"Change {name}."
                )
        self._check_space()

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The settings that the search varies."""
        return read_space(self.config, self.space)

    @property
    def max_epochs(self) -> int:
        """The most epochs of a trial."""
        ends = (one.ends for one in self.dimensions if one.name == "train.epochs")
        return max(map(int, next(ends, (str(self.config.train.epochs),))))

    @property
    def maximizes(self) -> bool:
        """Whether larger values of the monitored metric are better."""
        return self.config.train.monitor != "val_loss"

    @property
    def num_combinations(self) -> float:
        """How many combinations of values the space has; infinite with a range of real numbers."""
        return prod(dimension.size for dimension in self.dimensions)

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain types, ready for JSON."""
        return {**asdict(self), "config": self.config.to_dict(), "space": list(self.space)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The plan that was stored as plain types.

        Raises:
            ConfigError: when another version has written it.
        """
        unknown = set(values) - set(cls.__dataclass_fields__) if isinstance(values, Mapping) else {"other values"}
        if unknown or not {"config", "space"} <= set(values):
            raise ConfigError(
                f"The settings of a search include {', '.join(sorted(unknown)) or 'no config or no space'}.",
                f"A search has {', '.join(cls.__dataclass_fields__)}.",
                "Correct the names.",
            )
        return cls(**{**values, "config": RunConfig.from_stored(values["config"])})

    def _check_space(self) -> None:
        dimensions = self.dimensions
        if self.config.train.validation_split == 0:
            raise ConfigError(
                "train.validation_split is 0, so there is no validation set.",
                "A search chooses by the validation set, because the test set must not decide what is tested.",
                "Set train.validation_split to 0.1.",
            )
        effective: set[str] = set()
        for words in _combinations(dimensions):
            effective |= set(_checked_together(self.config, words))
        for dimension in dimensions:
            self._check_dimension(dimension, effective)
        if self.num_trials > self.num_combinations:
            raise ConfigError(
                f"The space has {self.num_combinations:.0f} combinations of values, and {self.num_trials} trials.",
                "Each trial tries another combination.",
                f"Set the trials to {self.num_combinations:.0f} at most, or widen the space.",
            )

    def _check_dimension(self, dimension: Dimension, effective: set[str]) -> None:
        name = dimension.name
        if not is_searchable(name):
            raise ConfigError(
                f"A search cannot vary {name}.",
                "It varies text, model and train settings that leave the validation rows and their metric as they are.",
                f"Remove {name} from the space.",
            )
        if name in _IN_THE_LOSS and not self.maximizes:
            raise ConfigError(
                f"A search by val_loss cannot vary {name}, which is part of the loss.",
                "Trials are compared by a metric that means the same in all of them.",
                f"Set train.monitor to val_accuracy, or remove {name} from the space.",
            )
        if name not in effective:
            raise ConfigError(
                f"{name} has no effect in any trial of this search.",
                "A search varies settings that have an effect with these data and this network.",
                f"Remove {name} from the space.",
            )


@dataclass(frozen=True)
class Search:
    """A search as the store has it; `created_at` is in seconds since 1970.

    Args:
        num_started: how many trials have been proposed so far, deleted ones included.
        stopped: whether no further trial is proposed.
        message: why it was stopped, as a sentence.
    """

    search_id: str
    name: str
    plan: SearchPlan
    created_at: float
    note: str
    num_started: int
    stopped: bool
    message: str
    owner: str = ""  # who may change it, besides admins

    @property
    def goes_on(self) -> bool:
        """Whether further trials are to be proposed."""
        return not self.stopped and self.num_started < self.plan.num_trials


def is_searchable(name: str) -> bool:
    """Whether a search may vary this setting where it has an effect."""
    return name in EFFECTS and name.partition(".")[0] in _PARTS and name not in _FIXED


def searchable_settings(config: RunConfig) -> tuple[str, ...]:
    """The settings that a search of such a network can vary: those with an effect that leave its metric as it is."""
    by_loss = config.train.monitor == "val_loss"
    names = (name for name in effective_settings(config) if is_searchable(name))
    return tuple(name for name in names if not (by_loss and name in _IN_THE_LOSS))


@lru_cache(maxsize=256)
def read_space(config: RunConfig, lines: Sequence[str]) -> tuple[Dimension, ...]:
    """The dimensions of a space; whether they fit each other is for the plan to check.

    Raises:
        ConfigError: when a line is wrong, there is none, or a setting is named twice.
    """
    dimensions = tuple(read_dimension(config, line) for line in lines)
    names = [dimension.name for dimension in dimensions]
    if not 1 <= len(names) <= MAX_SETTINGS:
        raise ConfigError(
            f"The search varies {len(names) or 'no'} settings.",
            f"It needs 1 to {MAX_SETTINGS}.",
            "Name fewer settings." if names else "Name one, such as train.learning_rate=1e-4..1e-2.",
        )
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigError(f"The space names {twice} twice.", "It needs each setting once.", "Join the values.")
    return dimensions


def _combinations(dimensions: Sequence[Dimension]) -> Iterator[tuple[str, ...]]:
    """Every combination of listed values and ends of ranges; of very many, a sample."""
    ends = [dimension.ends for dimension in dimensions]
    number = prod(map(len, ends))
    places = range(number) if number <= _MAX_COMBINATIONS else random.Random(0).sample(range(number), _MAX_COMBINATIONS)
    for place in places:
        words = []
        for dimension, of_dimension in zip(dimensions, ends, strict=True):
            place, digit = divmod(place, len(of_dimension))
            words.append(f"{dimension.name}={of_dimension[digit]}")
        yield tuple(words)


def _checked_together(config: RunConfig, words: Sequence[str]) -> Mapping[str, Any]:
    """The effective settings of a trial.

    Raises:
        ConfigError: when its settings contradict each other.
    """
    try:
        return effective_settings(config.with_settings(words))
    except ConfigError as error:
        raise ConfigError(
            f"The space has an impossible combination, {', '.join(words)}: {error.problem}",
            error.expected,
            f"{error.hint} Or leave such values out of the space.",
        ) from None


def _is_whole(value: Any, low: float, high: float = inf) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
