"""Config errors in three parts, from the checks of pydantic and from checks of our own inside its validators."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from core.errors import ConfigError

_TYPE = "bothways"
_LONGEST_VALUE = 80  # characters; a pasted text must not push the rest of the message out of sight


def refusal(problem: str, expected: str, hint: str) -> PydanticCustomError:
    """What a validator raises to say all three parts itself; `config_error` makes a `ConfigError` of it."""
    parts = {"problem": problem, "expected": expected, "hint": hint}
    return PydanticCustomError(_TYPE, "{problem} {expected} {hint}", parts)


def config_error(error: ValidationError, defaults: Mapping[str, Any]) -> ConfigError:
    """The first thing that is wrong, in three parts.

    Args:
        defaults: a whole config as plain values, for the names of all settings.
    """
    first = error.errors()[0]
    if first["type"] == _TYPE:
        return ConfigError(**first["ctx"])
    name = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        return unknown_setting(name, defaults)
    return out_of_range(name, first)


def out_of_range(name: str, error: Mapping[str, Any]) -> ConfigError:
    """The error for a setting whose value is of another kind or range.

    Args:
        error: one of those that pydantic lists.
    """
    return ConfigError(
        f"{name} is {short_repr(error['input'])}.",
        f"It must {_requirement(error['msg'])}.",
        f"Change {name} and try again.",
    )


def short_repr(value: object) -> str:
    """A value as a message repeats it, shortened where it is long."""
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 2]} …"


def _requirement(message: str) -> str:
    """What pydantic asks for, as the end of a sentence that begins with `It must`."""
    clause = message.partition(", ")[0] if ", unable to" in message or ", got" in message else message
    _, should, requirement = clause.partition(" should ")  # "Input should be ...", "String should have ..."
    return requirement if should else f"be {clause[0].lower()}{clause[1:]}"


def unknown_setting(name: str, values: Mapping[str, Any]) -> ConfigError:
    """The error for a name that is not a setting, with the names that are."""
    part = name.partition(".")[0]
    has_part = isinstance(values.get(part), Mapping)
    names = ", ".join(values[part] if has_part else values)
    return ConfigError(
        f"{name} is not a setting.",
        f"{part if has_part else 'A run'} has the settings {names}.",
        f"Correct or remove {name}.",
    )
