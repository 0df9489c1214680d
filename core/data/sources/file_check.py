"""File check: refuses a file that no network can be trained on, before a run is created."""

from core.catalog import source_of
from core.config import RunConfig
from core.data import sources
from core.data.dataset import Dataset
from core.data.formats.opening import open_table
from core.data.formats.typed.hugging_face import table_path
from core.data.reading import Reading
from core.data.tables.columns import table_error
from core.errors import DatasetError
from core.system.paths import is_file

_WHOLE = 20_000_000  # bytes: a second or two; of a larger file, only the beginning is read


def check_file(config: RunConfig) -> Dataset | None:
    """Refuse a data set whose file cannot be read, divided or classified.

    Returns:
        The data set, where its file is small enough to be read twice; None for a large file, or without one.

    Raises:
        DatasetError: with the file, the row or the setting that is wrong.
    """
    dataset, file = config.dataset, source_of(config.dataset).file
    if file is None or not (dataset.path or file.is_required):
        return None
    paths = [path for path in sources.files(dataset) if is_file(path)]
    if sum(path.stat().st_size for path in paths) > _WHOLE:
        if file.has_columns and dataset.kind == "text":
            _check_beginning(config)
        return None
    loaded = sources.load(dataset)
    sources.split(loaded, dataset, config.train.validation_split)
    return loaded


def _check_beginning(config: RunConfig) -> None:
    path = table_path(config.dataset.path)
    with open_table(path, config.dataset) as table:
        if len(table.column_names) < 2:
            error = DatasetError(
                f"{path.name} has only one column.",
                "Texts and labels are in two columns.",
                "Add the missing column, or set dataset.delimiter.",
            )
            raise table_error(error, Reading(doubts=table.doubts))
