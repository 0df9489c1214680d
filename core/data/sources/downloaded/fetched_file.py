"""A file that is fetched once and kept, so that later runs need no network."""

from pathlib import Path

from core.errors import DatasetError

_SECONDS = 20  # without an answer


def fetched_file(name: str, address: str, known_hash: str | None, folder: Path) -> Path:
    """The file of this name in a folder, downloaded first when it is missing or incomplete.

    Args:
        address: of the folder on the network, with its last slash.
        known_hash: as `algorithm:digest`; without one, any file of this name is used.

    Raises:
        DatasetError: when it can be neither found nor downloaded.
    """
    import pooch  # with requests a third of a second, which only a download needs
    import requests

    pooch.get_logger().setLevel("WARNING")  # the notes of the data set say what was read
    try:
        path = pooch.retrieve(
            address + name, known_hash, name, folder, downloader=pooch.HTTPDownloader(timeout=_SECONDS)
        )
    except (requests.RequestException, OSError, ValueError) as error:
        raise DatasetError(
            f"{name} could not be downloaded ({type(error).__name__}).",
            f"It is read from {folder}, or downloaded from {address}.",
            "Connect this machine, or set dataset.path to a copy of the file.",
        ) from None
    return Path(path)
