"""What the parts of a config share: they are frozen, and refuse unknown settings and numbers that are not finite."""

from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, model_validator


class ConfigPart(BaseModel):
    """One part of a `RunConfig`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _none_is_a_choice(cls, values: Any) -> Any:
        """`none`, which means no value on the command line, is the word itself where a setting has that choice."""
        if not isinstance(values, dict):
            return values
        fields = cls.model_fields
        empty = [key for key, value in values.items() if value is None and key in fields]
        return values | {key: "none" for key in empty if "none" in get_args(fields[key].annotation)}
