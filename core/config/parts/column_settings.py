"""ColumnSettings: which columns and files of a data set hold its texts or tokens, its labels and its parts."""

import csv

from pydantic import Field

from core.config.parts.config_part import ConfigPart


class ColumnSettings(ConfigPart):
    """Which columns and files of the data set `file` hold its texts or tokens, its labels and its parts."""

    text_column: str | None = Field(
        None,
        description="Column with the texts, or with the tokens by name or number. Leave it empty to detect it.",
    )
    joined_columns: str | None = Field(
        None,
        description="Columns that are joined to one text, separated by commas, such as `title, body`; a name with a "
        "comma stands in double quotes. Set it instead of the text column where a text is spread over several.",
    )
    label_column: str | None = Field(
        None,
        description="Column with the labels, or with the tags of tokens by name or number. Leave it empty to detect "
        "it.",
    )
    sentence_column: str | None = Field(
        None,
        description="Column with the number of each token's sentence, in a table with a row for each token. Leave it "
        "empty to detect it; it is not read where blank lines are between sentences.",
    )
    split_column: str | None = Field(
        None,
        description="Column that says which set a row belongs to: `train`, `validation` (or `valid`, `val`, `dev`, "
        "`eval`) or `test`. Set it to keep a published split; what it does not have is split off at random.",
    )
    validation_path: str | None = Field(
        None,
        description="Path of a file whose rows are the validation set, with the columns of the first file. With "
        "`train.validation_split` 0 it is left out.",
    )
    test_path: str | None = Field(
        None,
        description="Path of a file whose rows are the test set, with the columns of the first file. Set it to report "
        "results on a published test set.",
    )

    @property
    def text_columns(self) -> tuple[str, ...]:
        """The names in `joined_columns`; none where texts are in one column."""
        if self.joined_columns is None:
            return ()
        try:
            names = next(csv.reader([self.joined_columns], skipinitialspace=True), [])
        except csv.Error:  # a line break outside of quotes: no list of names
            names = [self.joined_columns]
        return tuple(name.strip() for name in names)

    @property
    def part_paths(self) -> dict[str, str]:
        """The files of the sets that come with the data, by their setting."""
        paths = {"validation_path": self.validation_path, "test_path": self.test_path}
        return {setting: path for setting, path in paths.items() if path}
