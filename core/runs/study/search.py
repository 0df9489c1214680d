"""Search: the values that a study tries for each arm, with the same budget for all (Dodge and others, 2019).

A comparison at one learning rate favours the arm that this rate happens to suit. When every arm may try the same
candidates, and only validation rows choose, what is compared is each arm at its best within that budget
(https://aclanthology.org/D19-1224/).
"""

from collections.abc import Sequence
from itertools import product
from math import prod

from core.config import RunConfig, flatten
from core.config.effective_settings import effective_settings
from core.errors import ConfigError
from core.runs.study.arm_settings import arm_assignments, varied_settings

MAX_CANDIDATES = 30
SEPARATOR = ","
# Not what decides a network's size, since arms would become unlike in capacity; nor seeds, splits and kernels.
_TUNABLE = (
    "train.learning_rate", "train.batch_size", "train.epochs", "train.steps_per_epoch", "train.early_stopping_patience",
    "train.batching", "model.dropout", "model.recurrent_dropout", "model.spatial_dropout", "model.merge_mode",
    "model.activation", "train.optimizer", "train.schedule", "train.weight_decay", "train.momentum",
    "train.global_clipnorm", "train.class_weight", "train.label_smoothing", "model.token_dropout", "model.head_dropout",
    "model.l2",
)  # fmt: skip


def tunable_settings(config: RunConfig, arms: Sequence[str]) -> tuple[str, ...]:
    """The settings that a search over these arms can try values of: those with an effect that no arm sets itself."""
    have_effect = set().union(*(effective_settings(config.with_settings(arm_assignments(arm))) for arm in arms))
    return tuple(name for name in _TUNABLE if name in have_effect.difference(varied_settings(arms)))


def searched_settings(search: Sequence[str]) -> tuple[str, ...]:
    """The settings whose values a search tries, such as `train.learning_rate`."""
    return tuple(line.partition("=")[0].strip() for line in search)


def candidates(search: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Every combination of the values that a search tries, each as assignments `part.key=value`."""
    return tuple(product(*(_assignments(line) for line in search))) if search else ()


def num_candidates(search: Sequence[str]) -> int:
    """How many candidates a search has, without making them: a few long lists have more than fit into memory."""
    return prod(len(_assignments(line)) for line in search) if search else 0


def check_search(config: RunConfig, arms: Sequence[str], search: Sequence[str]) -> None:
    """Refuse a search that cannot choose between candidates.

    Args:
        search: for each setting its values, such as `train.learning_rate=0.0003,0.001,0.003`.

    Raises:
        ConfigError: with the setting, what was expected and what to do.
    """
    settings, tunable = searched_settings(search), tunable_settings(config, arms)
    for name, line in zip(settings, search, strict=True):
        if "=" not in line:
            raise ConfigError(
                f"{line!r} is no search.",
                "A search has the form part.key=value,value.",
                "Write for example train.learning_rate=0.0003,0.001,0.003.",
            )
        if name not in tunable:
            is_setting = name in flatten(config)
            raise ConfigError(
                f"A search cannot vary {name}." if is_setting else f"There is no setting {name!r}.",
                f"It can vary {', '.join(tunable)}.",
                "Choose one of these.",
            )
        if settings.count(name) > 1:
            raise ConfigError(f"The search names {name} twice.", "It needs each setting once.", "Join the values.")
    if empty := [name for name, line in zip(settings, search, strict=True) if not _assignments(line)]:
        raise ConfigError(
            f"The search has no value of {empty[0]}.",
            "It tries at least one value of each of its settings, separated by commas.",
            f"Name values of {empty[0]}, or leave it out of the search.",
        )
    number = num_candidates(search)
    if not 2 <= number <= MAX_CANDIDATES:
        raise ConfigError(
            f"The search has {number:,} {'trial' if number == 1 else 'trials'} for each arm.",
            f"It needs 2 to {MAX_CANDIDATES}: every combination of the values is one.",
            "Name more values." if number < 2 else "Name fewer values.",
        )
    tried = candidates(search)
    if len({config.with_settings(candidate) for candidate in tried}) < len(tried):
        raise ConfigError(
            f"The search {' '.join(search)} has the same trial twice.",
            "Each value must be a different one.",
            "Remove what is there twice.",
        )
    if config.train.validation_split == 0:
        raise ConfigError(
            "train.validation_split is 0, so there is no validation set.",
            "A search chooses by the validation set, because the test set must not decide what is tested.",
            "Set train.validation_split to 0.1, or remove the search.",
        )


def _assignments(line: str) -> tuple[str, ...]:
    name, _, values = line.partition("=")
    return tuple(f"{name.strip()}={value.strip()}" for value in values.split(SEPARATOR) if value.strip())
