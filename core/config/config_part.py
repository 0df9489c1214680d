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
        choices = {key: get_args(field.annotation) for key, field in cls.model_fields.items()}
        return {
            key: "none" if value is None and "none" in choices.get(key, ()) else value for key, value in values.items()
        }
