"""FileSettings: how a file is read; what is left empty is detected."""

from pydantic import Field

from core.config.parts.config_part import ConfigPart


class FileSettings(ConfigPart):
    """How a file is read, for data to train on and for tables to score alike."""

    delimiter: str | None = Field(
        None,
        min_length=1,
        max_length=1,
        description="Character between two columns of a CSV file. Leave it empty to detect it.",
    )
