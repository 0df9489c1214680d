"""Config errors in three parts, from the checks of pydantic and from checks of our own inside its validators."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from core.errors import ConfigError

_TYPE = "bothways"


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
    message = first["msg"].removeprefix("Input should be ")
    return ConfigError(
        f"{name} is {first['input']!r}.",
        f"It must be {message[0].lower()}{message[1:]}.",
        f"Change {name} and try again.",
    )


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
