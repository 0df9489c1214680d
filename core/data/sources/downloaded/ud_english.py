"""UD English EWT: sentences of weblogs, mails and reviews with the part of speech of every word."""

from dataclasses import replace
from pathlib import Path

from core.catalog import source_of
from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.formats.tagged.column_choice import TaggedColumns
from core.data.formats.tagged.tagged_file import read_tagged
from core.data.formats.tagged.tagged_sentences import TaggedSentences
from core.data.sources.downloaded.fetched_file import fetched_file
from core.data.sources.downloaded.keras_files import keras_file
from core.data.sources.own_tokens import dataset_of_files
from core.data.sources.tagged_dataset import TaggedFile
from core.errors import DatasetError
from core.system.paths import data_file, quote

RELEASE = "r2.15"
ADDRESS = f"https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/{RELEASE}/"
_UNVERIFIED = (
    f"Release {RELEASE} of the treebank was downloaded. No hash of its files is known, so only their layout and "
    "parts of speech were checked."
)
_COLUMNS = TaggedColumns("form", "upos")


def load(config: DatasetConfig) -> Dataset:
    """Read the three files of the treebank: from where `config.path` is, from Keras' folder, or from the network.

    The training, validation and test sets are those that are published. No hash of the files is known here: that they
    are CoNLL-U with universal parts of speech is what is checked. Source: Silveira et al. 2014,
    https://universaldependencies.org/treebanks/en_ewt/index.html.

    Raises:
        DatasetError: when a file can be neither found nor downloaded, or is another one.
    """
    source = source_of(config)
    train, *others = source.file.downloads if source.file else ()
    if config.path:
        path = data_file(config.path)
        paths = [path, *(path.parent / name for name in others)]
    else:
        paths = [fetched_file(name, ADDRESS, None, keras_file(name).parent) for name in (train, *others)]
    files = [TaggedFile(path.name, part, _read(path, source.classes)) for part, path in enumerate(paths)]
    dataset = dataset_of_files(files, config, source.title)
    if config.path:
        return dataset
    remarks = (_UNVERIFIED, *dataset.reading.remarks)
    return replace(dataset, reading=replace(dataset.reading, remarks=remarks))


def _read(path: Path, classes: tuple[str, ...]) -> TaggedSentences:
    tagged = read_tagged(path, columns=_COLUMNS)
    other = next((tag for tag in tagged.tags.words if tag not in classes), None)
    if tagged.layout != "conllu" or other is not None:
        has = f"has the part of speech {quote(repr(other))}" if other is not None else "is no file of CoNLL-U"
        raise DatasetError(
            f"{path.name} {has}.",
            f"The files of UD English EWT are CoNLL-U, with the parts of speech {', '.join(classes)}.",
            "Set dataset.path to the treebank's training file, or read another one with dataset.name=file.",
        )
    return tagged
