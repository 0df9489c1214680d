"""ClassSettings: which classes the labels of a file become."""

from pydantic import Field, field_validator

from core.config.class_rules import class_rules
from core.config.parts.config_part import ConfigPart


class ClassSettings(ConfigPart):
    """Which classes the labels of the data set `file` become."""

    label_separator: str | None = Field(
        None,
        min_length=1,
        max_length=1,
        description="Character between the labels of a text that may have several, such as `|` in `news|sport`. Leave "
        "it empty where each text has one label; otherwise set `model.head` to `multi_label`.",
    )
    classes: str | None = Field(
        None,
        description="Labels that are merged, renamed or dropped, such as `1 and 2: negative; 3: drop; 4 and 5: "
        "positive`. Labels that it does not name stay as they are. A name with `:`, `;` or the word `and` stands in "
        "double quotes.",
    )
    merge_spellings: bool = Field(
        True,
        description="Treat labels that differ only by case or space, such as `Spam` and `spam `, as one class. Turn it "
        "off where they are different classes.",
    )
    drop_missing_labels: bool = Field(
        True,
        description="Remove rows whose label is a word for a missing value, such as `NA`, `nan`, `null` or `None`. "
        "Turn it off where such a word is a class, as `NA` is among country codes.",
    )
    min_class_rows: int = Field(
        1,
        ge=1,
        le=1_000_000,
        description="Rows that a class must have; rows of smaller classes are removed. Raise it where a class has too "
        "few rows to be trained, validated and tested.",
    )

    @property
    def class_rules(self) -> dict[str, str | None]:
        """The class of each label that `classes` names; None for those to drop."""
        return class_rules(self.classes or "")

    @field_validator("classes")
    @classmethod
    def _classes_are_rules(cls, classes: str | None) -> str | None:
        class_rules(classes or "")
        return classes
