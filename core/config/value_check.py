"""Value check: whether one setting can have a value, whatever the other settings are."""

from functools import cache
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from core.config.config_errors import out_of_range
from core.config.run_config import RunConfig
from core.errors import ConfigError


def number_error(part: str, key: str, value: float | None) -> ConfigError | None:
    """What is wrong with a number as the value of a setting; None where it is possible.

    Args:
        part: `dataset`, `text`, `model` or `train`.
    """
    try:
        _adapter(part, key).validate_python(value)
    except ValidationError as error:
        return out_of_range(f"{part}.{key}", error.errors()[0])
    return None


@cache
def _adapter(part: str, key: str) -> TypeAdapter[Any]:
    field = cast(type[BaseModel], RunConfig.model_fields[part].annotation).model_fields[key]
    bounded: Any = Annotated[(field.annotation, *field.metadata)]
    return TypeAdapter(bounded, config=ConfigDict(allow_inf_nan=False))
