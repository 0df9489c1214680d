"""FileSettings: how a file is read; what is left empty, or `auto`, is detected."""

from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from core.config.parts.config_part import ConfigPart

_NOT_OF_FILES = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}  # codecs, but no encodings


class FileSettings(ConfigPart):
    """How a file is read, for data to train on and for tables to score alike; names and values are those of pandas."""

    format: Literal["auto", "csv", "json_lines", "json", "parquet", "excel", "lines"] = Field(
        "auto",
        description="Format of the file. `lines` is one text a line, with commas and quotes as they are. "
        "`auto` detects it from the content; change it when rows or columns are wrong.",
    )
    sheet: str | None = Field(
        None,
        description="Sheet of an Excel workbook, file of a zip archive, or split of a Hugging Face data set. Leave it "
        "empty to read the first one with a table.",
    )
    encoding: str | None = Field(
        None,
        description="Encoding of the file, such as utf-8, cp1251 or gbk. Leave it empty to detect it; set it when the "
        "texts look garbled.",
    )
    delimiter: str | None = Field(
        None,
        min_length=1,
        max_length=1,
        description="Character between two columns of a CSV file. Leave it empty to detect it.",
    )
    quotechar: Literal["auto", '"', "'", "none"] = Field(
        "auto",
        description="Character around cells that contain a delimiter or a line break. `none` reads quotes as plain "
        "characters; `auto` detects it.",
    )
    escapechar: Literal["auto", "\\", "none"] = Field(
        "auto",
        description="Character before a quote or a delimiter that belongs to the text. `none` reads a backslash as a "
        "plain character; `auto` detects it.",
    )
    header: Literal["auto", "yes", "no"] = Field(
        "auto",
        description="Whether the first row names the columns. Without a header they are called column 1, column 2 and "
        "so on; `auto` detects it.",
    )
    decimal: Literal["auto", ".", ","] = Field(
        "auto", description="Decimal sign of labels that are numbers; `auto` detects it."
    )
    on_bad_rows: Literal["refuse", "skip"] = Field(
        "refuse",
        description="What to do with rows that have too many cells or a quote that is never closed, and with lines "
        "that are not JSON: refuse the file, or skip and list them.",
    )
    max_bad_rows: float = Field(
        0.05, ge=0, lt=1, description="Largest share of rows to skip; a file with more bad rows is refused."
    )

    @field_validator("delimiter")
    @classmethod
    def _delimiter_divides(cls, delimiter: str | None) -> str | None:
        if delimiter is not None and delimiter in "\r\n\0\\\"'":
            raise PydanticCustomError(
                "impossible_delimiter", "Input should be a character that divides columns, such as a comma"
            )
        return delimiter

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, name: str | None) -> str | None:
        if name is None:
            return None
        try:
            "".encode(name)
        except (LookupError, ValueError):
            is_known = False
        else:
            is_known = name.lower().replace("-", "_") not in _NOT_OF_FILES
        if not is_known:
            raise PydanticCustomError(
                "unknown_encoding", "Input should be an encoding of Python, such as utf-8, cp1251, gbk or shift_jis"
            )
        return name
