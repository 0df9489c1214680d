"""What the parts of a config share: they are frozen, and refuse unknown settings and numbers that are not finite."""

from pydantic import BaseModel, ConfigDict


class ConfigPart(BaseModel):
    """One part of a `RunConfig`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
