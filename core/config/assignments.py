"""Assignments: settings as words, `part.key=value`, as the command line and reports write them."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from core.config.config_errors import unknown_setting
from core.errors import ConfigError


def assign(values: Mapping[str, Any], assignments: Iterable[str]) -> dict[str, Any]:
    """A copy of a config's plain values with assignments applied in order; the values are not checked yet.

    Raises:
        ConfigError: when an assignment has another form, or its part does not exist.
    """
    assigned = {part: dict(settings) for part, settings in values.items()}
    for assignment in assignments:
        name, equals, word = assignment.partition("=")
        part, dot, key = name.strip().partition(".")
        if not (equals and dot and part and key):
            raise ConfigError(
                f"{assignment!r} is not an assignment.",
                "An assignment has the form part.key=value.",
                "Write for example model.cell=GRU.",
            )
        if part not in assigned:
            raise unknown_setting(name.strip(), values)
        assigned[part][key] = parse_word(word)
    return assigned


def as_word(value: Any) -> str:
    """A setting's value as `parse_word` reads it: `none` for no value, and quotes around a text that would be none."""
    if value is None:
        return "none"
    return json.dumps(value) if isinstance(value, str) and parse_word(value) != value else str(value)


def parse_word(word: str) -> str | None:
    """The value that a word stands for: no value, a text in quotes, or the word itself."""
    if word in ("", "none", "null"):
        return None
    if len(word) > 1 and word[0] == word[-1] == '"':
        with suppress(ValueError):  # it is not JSON: the quotes belong to the text
            return json.loads(word)
    return word
