"""Data sets of Hugging Face: a folder with their files, or a name on the Hub where `datasets` is installed."""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.paths import data_file, is_folder, quote, user_path

_HUB = "hf://"
_SHARD = re.compile(r"(.+?)-\d+-of-\d+(-\w+)?")
_DATA_FOLDERS = {"data", "default"}  # name no split
_KINDS = ("*.parquet", "*.arrow")
_DEPTHS = ("", "*/", "*/*/")  # no deeper: the folder may be anything, such as / itself
_CACHE = "cache-"  # files that `datasets` leaves beside those of the data set


def is_hub_name(path: str | Path | None) -> bool:
    """Whether a path is the name of a data set on the Hub, such as hf://stanfordnlp/imdb."""
    return str(path or "").startswith((_HUB, "hf:/"))  # a Path has no double slash


def table_path(path: str | None, setting: str = "dataset.path") -> Path:
    """The file or folder that a setting names, or a name on the Hub; a file is a regular one.

    Raises:
        DatasetError: when it is a device, a pipe or a socket.
    """
    if is_hub_name(path):
        return Path(path or "")
    folder = user_path(path, setting)
    return folder if is_folder(folder) else data_file(path, setting)


def table_files(folder: Path) -> list[Path]:
    """The files in a folder that hold tables, of all splits."""
    files = (file for depth in _DEPTHS for kind in _KINDS for file in folder.glob(f"{depth}{kind}"))
    return sorted(file for file in files if file.is_file() and not file.name.startswith(_CACHE))


def folder_files(folder: Path, split: str | None = None) -> tuple[str, list[Path]]:
    """The files of one split of a data set in a folder, and the split's name, as `save_to_disk` or the Hub write them.

    Args:
        split: its name; `train` where there are several, unless given.

    Raises:
        DatasetError: when the folder has no such file or no such split.
    """
    splits: dict[str, list[Path]] = defaultdict(list)
    for file in table_files(folder):
        splits[_split_name(file, folder)].append(file)
    if not splits:
        raise DatasetError(
            f"{folder} is a folder without a Parquet or Arrow file.",
            "A folder holds a data set as Hugging Face's save_to_disk or the Hub writes it.",
            "Name a file, or such a folder.",
        )
    name = _chosen(folder.name, list(splits), split)
    return name, splits[name]


def hub_files(path: str | Path, split: str | None = None) -> tuple[str, list[Path]]:
    """The files of one split of a data set on the Hub, downloaded to the cache of `datasets`.

    Raises:
        DatasetError: when `datasets` is not installed, or the data set cannot be loaded.
    """
    try:
        import datasets  # type: ignore[import-not-found, unused-ignore]  # optional
    except ImportError:
        raise DatasetError(
            f"{path} is the name of a data set on the Hugging Face Hub.",
            "Such names are read where the package datasets is installed.",
            "Run `pip install datasets`, or set dataset.path to a folder or a file.",
        ) from None
    name = str(path).removeprefix("hf:").lstrip("/").removeprefix("datasets/")
    try:
        loaded = datasets.load_dataset(name)
    except Exception as error:  # it raises many, of its own and of others
        raise DatasetError(
            f"{name} cannot be loaded from the Hub ({type(error).__name__}).",
            "It must be the name of a public data set, such as hf://stanfordnlp/imdb, and the Hub must be reachable.",
            "Correct the name, or download the data set and set dataset.path to its folder.",
        ) from None
    chosen = _chosen(name, list(loaded), split)
    return chosen, [Path(file["filename"]) for file in loaded[chosen].cache_files]


def _split_name(file: Path, folder: Path) -> str:
    shard = _SHARD.fullmatch(file.stem)
    name = shard[1] if shard else file.stem
    parent = file.parent.name if file.parent != folder else ""
    is_shard_of_a_folder = file.suffix == ".arrow" or name in _DATA_FOLDERS
    return parent if is_shard_of_a_folder and parent not in _DATA_FOLDERS else name


def _chosen(name: str, splits: Sequence[str], split: str | None) -> str:
    chosen = split if split is not None else "train" if len(splits) > 1 else splits[0]
    if chosen not in splits:
        problem = f"{name} has several splits" if split is None else f"{name} has no split {quote(repr(split))}"
        raise DatasetError(f"{problem}.", f"Its splits are {listed(splits)}.", "Set dataset.sheet to one of them.")
    return chosen
