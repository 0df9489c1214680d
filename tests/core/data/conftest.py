from pathlib import Path

import pytest

from core.config import DatasetConfig
from core.data.sources import own_file


@pytest.fixture(autouse=True)
def _files_in_the_workspace(tmp_path, monkeypatch):
    """Errors quote files of the workspace only; tests of what they quote write theirs there."""
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path))


@pytest.fixture
def write(tmp_path):
    """Write a file of some bytes or text and give its path."""

    def write(content: bytes | str, name: str = "own.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def load(write):
    """Load a CSV file of some bytes or text."""

    def load(content: bytes | str, **settings):
        return own_file.load(DatasetConfig(name="file", path=str(write(content)), **settings))

    return load
