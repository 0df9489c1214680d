"""Loaded by every Python that finds this folder in PYTHONPATH: writes down whether it imports TensorFlow or Keras."""

import os
import sys
from pathlib import Path


def note(event: str, arguments: tuple) -> None:
    if event == "import" and arguments[0].partition(".")[0] in ("tensorflow", "keras"):
        with Path(os.environ["IMPORTS_FOLDER"], str(os.getpid())).open("a") as file:
            file.write(f"{arguments[0]}\n")


sys.addaudithook(note)
