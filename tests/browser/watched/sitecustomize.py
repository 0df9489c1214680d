"""Loaded by every Python with this folder in PYTHONPATH: records whether the process imports TensorFlow or Keras."""

import os
import sys
from pathlib import Path


def record_import(event: str, arguments: tuple) -> None:
    if event == "import" and arguments[0].partition(".")[0] in ("tensorflow", "keras"):
        with Path(os.environ["IMPORTS_FOLDER"], str(os.getpid())).open("a") as file:
            file.write(f"{arguments[0]}\n")


sys.addaudithook(record_import)
