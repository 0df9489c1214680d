"""SeriesSettings: how series, numbers over time, are read from files and made ready for a network."""

from typing import Literal

from pydantic import Field

from core.config.parts.config_part import ConfigPart

Missing = Literal["interpolate", "zero", "refuse"]
ScalingMethod = Literal["standard", "min_max", "none"]


class SeriesSettings(ConfigPart):
    """How series are read and made ready for a network."""

    series_column: str | None = Field(
        None,
        description="Column with the id of each row's series, in a table with a row for each step. Leave it empty to "
        "detect it; it is not read where a series is in one row.",
    )
    time_column: str | None = Field(
        None,
        description="Column with the time of each row, in a table with a row for each step. Leave it empty to detect "
        "it; without one, the rows of a series keep their order.",
    )
    num_channels: int | None = Field(
        None,
        ge=1,
        le=10_000,
        description="Number of values at each step of your own series. Leave it empty: it is read from the file when "
        "a run is created.",
    )
    missing: Missing = Field(
        "interpolate",
        description="What replaces missing values of a series: values on a straight line between their neighbours, "
        "`zero`, or nothing, so that the file is refused.",
    )
    scaling: ScalingMethod = Field(
        "standard",
        description="How each channel of series is scaled, by the values of the training set alone: `standard` to mean "
        "0 and standard deviation 1, `min_max` to 0 to 1. Choose `none` where the values are scaled already.",
    )
