"""Buttons that download a run: its Keras script and its model bundle."""

import tempfile
from pathlib import Path

import streamlit as st

from core.errors import BothwaysError
from core.runs.demo.bundled import epochs_of
from core.runs.run import Run
from pages.shared.session import cache

_BUNDLE_HELP = (
    "A zip file with the network, its vocabulary, a model card and a short predict.py that needs only numpy and "
    "onnxruntime."
)


def code_button(run: Run) -> None:
    """Download a finished run's plain Keras script; it is generated on the click."""
    st.download_button(
        "Code",
        lambda: _script(run),
        file_name=f"{run.run_id}.py",
        mime="text/x-python",
        on_click="ignore",
        icon=":material/code:",
        help="A plain Keras script that trains exactly this run without Bothways.",
        key=f"code_{run.run_id}",
    )


def model_button(run: Run) -> None:
    """Download a finished run's model bundle; it is packed on the click."""
    st.download_button(
        "Download model",
        lambda: _model_bundle(run),
        f"bothways-{run.run_id}.zip",
        "application/zip",
        key=f"download_model_{run.run_id}",
        icon=":material/archive:",
        help=_BUNDLE_HELP,
        on_click="ignore",
        disabled=not (run.folder / "model.onnx").is_file(),
    )


def _script(run: Run) -> str:
    """The script or, where it cannot be generated, the reason as comments: a download cannot show an error."""
    from core.reports.keras_script import run_script

    try:
        return run_script(run)
    except BothwaysError as error:
        return "".join(f"# {line}\n" for line in str(error).splitlines())


def _model_bundle(run: Run) -> bytes:
    from core.reports.model_bundle import write_model_bundle  # onnxruntime

    with tempfile.TemporaryDirectory(prefix="bothways-") as place:
        path = Path(place) / "run.zip"
        write_model_bundle(run, epochs_of(run, cache.store()), path)
        return path.read_bytes()
