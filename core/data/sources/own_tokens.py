"""Own tokens: sentences of the user with a label for every token, from files of any layout that is known."""

from dataclasses import replace

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.formats.tagged.column_choice import TaggedColumns
from core.data.formats.tagged.tagged_file import read_tagged
from core.data.formats.typed.hugging_face import table_path
from core.data.reading import Reading
from core.data.sources.own_rows import PARTS
from core.data.sources.tagged_dataset import TaggedFile, tagged_dataset
from core.data.tables.columns import Columns, table_error
from core.errors import DatasetError


def load_tokens(config: DatasetConfig) -> Dataset:
    """Read the sentences of `config.path`, and of the files of its other sets, with a label for every token.

    Raises:
        DatasetError: when a file cannot be read as sentences with tags; it names file and line.
        TableError: when the sentences or their tags cannot be used; it holds what is known of the files.
    """
    path = table_path(config.path)
    chosen = TaggedColumns(config.text_column, config.label_column, config.sentence_column)
    first = read_tagged(path, config, chosen)
    files = [TaggedFile(path.name, 0, first)]
    same = TaggedColumns(first.token_column, first.tag_column, first.sentence_column or None)
    for setting, other in config.part_paths.items():
        other_path = table_path(other, f"dataset.{setting}")
        tagged = read_tagged(other_path, config, same, least_tags=1)
        files.append(TaggedFile(other_path.name, PARTS.index(setting.removesuffix("_path")), tagged))
    return dataset_of_files(files, config, path.name)


def dataset_of_files(files: list[TaggedFile], config: DatasetConfig, name: str) -> Dataset:
    """The data set of files that were read, that of the training set first.

    Raises:
        TableError: when the sentences or their tags cannot be used; it holds what is known of the files.
    """
    first, reading = files[0].tagged, _joined_reading(files)
    try:
        return tagged_dataset(files, reading, config, name)
    except DatasetError as error:
        columns = Columns(reading.columns, first.token_column, first.tag_column)
        raise table_error(error, reading, columns) from None


def _joined_reading(files: list[TaggedFile]) -> Reading:
    """How the files were read: as the first one, with what is to be said of the others."""
    first = files[0].tagged
    reading = replace(first.reading, text_column=first.token_column, label_column=first.tag_column, has_tokens=True)
    for file in files[1:]:
        other = file.tagged.reading
        known = {doubt.setting for doubt in reading.doubts}
        reading = replace(
            reading,
            is_damaged=reading.is_damaged or other.is_damaged,
            doubts=(*reading.doubts, *(doubt for doubt in other.doubts if doubt.setting not in known)),
            remarks=(*reading.remarks, *(f"{file.name}: {remark}" for remark in other.remarks)),
        )
    return reading
