"""Run filter: an expression such as `cell=GRU units>=64 test>80` that chooses runs of a list."""

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from core.config import RunConfig, flatten
from core.errors import InputError
from core.runs.run import Run

_CONDITION = re.compile(r"(?<!\S)([A-Za-z_][\w.]*)(<=|>=|!=|=|<|>)(\"[^\"]*\"|\S+)")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
# What a run has besides its settings. Accuracies are percentages, as the table shows them.
_FACTS: Mapping[str, Callable[[Run], Any]] = {
    "test": lambda run: _percentage(run.metrics.get("test_accuracy")),
    "f1": lambda run: _percentage(run.metrics.get("test_f1")),
    "loss": lambda run: run.metrics.get("test_loss"),
    "parameters": lambda run: run.num_params,
    "seconds": lambda run: run.seconds,
    "status": lambda run: run.status,
    "name": lambda run: run.name,
    "study": lambda run: run.study_id or run.search_id,
    "tag": lambda run: run.tags,
}
_SETTINGS = {name.rpartition(".")[2]: name for name in reversed(flatten(RunConfig()))} | {
    name: name for name in flatten(RunConfig())
}


class Condition(NamedTuple):
    """One comparison of an expression: `units`, `>=`, `64`."""

    name: str
    sign: str
    value: str


def split_expression(text: str) -> tuple[tuple[Condition, ...], str]:
    """The conditions of an expression, and its other words, which are searched as text.

    Raises:
        InputError: when a condition names nothing that runs have, or compares the size of what is no number.
    """
    conditions = tuple(Condition(name, sign, value.strip('"')) for name, sign, value in _CONDITION.findall(text))
    for condition in conditions:
        _check(condition)
    return conditions, " ".join(_CONDITION.sub(" ", text).split())


def fulfilling(runs: Sequence[Run], conditions: Sequence[Condition]) -> list[Run]:
    """The runs that fulfil every condition, in their order; a run without a value fulfils only `!=`."""
    return [run for run in runs if all(_holds(run, condition) for condition in conditions)]


def _check(condition: Condition) -> None:
    name, sign, value = condition
    known = (*_FACTS, *_SETTINGS)
    if name not in known:
        close = get_close_matches(name, known, 1)
        hint = f"Did you mean {close[0]}?" if close else "Write for example cell=GRU, units>=64, test>80 or tag=demo."
        raise InputError(
            f"No run has {name!r}.",
            f"A condition names a setting, or one of {', '.join(_FACTS)}.",
            hint,
        )
    if sign in _COMPARE and _number(value) is None:
        raise InputError(
            f"{name}{sign}{value} compares with {value!r}.",
            f"With {sign} a number must follow.",
            f"Write a number, or {name}={value}.",
        )


def _holds(run: Run, condition: Condition) -> bool:
    name, sign, value = condition
    actual = _FACTS[name](run) if name in _FACTS else _flat(run.config)[_SETTINGS[name]]
    if isinstance(actual, tuple | list):
        is_equal = any(_equals(one, value) for one in actual)
    else:
        is_equal = _equals(actual, value)
    if sign in ("=", "!="):
        return is_equal == (sign == "=")
    expected = _number(value)
    number = _number(actual)
    return number is not None and expected is not None and _COMPARE[sign](number, expected)


def _equals(actual: Any, value: str) -> bool:
    number, expected = _number(actual), _number(value)
    if number is not None and expected is not None:
        return math.isclose(number, expected, rel_tol=1e-9)
    return str(actual).casefold() == value.casefold()


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if math.isnan(number) or isinstance(value, bool) else number


def _percentage(share: float | None) -> float | None:
    return None if share is None else 100 * share


@lru_cache(maxsize=4096)
def _flat(config: RunConfig) -> Mapping[str, Any]:
    return flatten(config)
