"""The versions of Bothways, of Python, and of the libraries it trains, exports and scores with."""

import platform
import tomllib
from importlib import metadata

from core.settings import PROJECT_FOLDER

_LIBRARIES = ("keras", "numpy", "onnx", "onnxruntime", "tensorflow")


def versions() -> dict[str, str]:
    """Each version by the name of its package, `bothways` first."""
    project = tomllib.loads((PROJECT_FOLDER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = {"bothways": project["version"], "python": platform.python_version()}
    return own | {name: metadata.version(name) for name in _LIBRARIES}
