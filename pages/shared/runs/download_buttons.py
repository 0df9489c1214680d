"""Downloads: what of a run people take elsewhere."""

import tempfile
from pathlib import Path

import streamlit as st

from core.errors import BothwaysError
from core.runs.bundled import epochs_of
from core.runs.run import Run
from pages.shared.session import cache

_ZIP_HELP = (
    "One zip: the network, its vocabulary, a short predict.py that needs only numpy and onnxruntime, and a model card."
)


def code_button(run: Run) -> None:
    """The button that gives a finished run's plain Keras script; it is written when the button is pressed."""
    st.download_button(
        "Code",
        lambda: _script(run),
        file_name=f"{run.run_id}.py",
        mime="text/x-python",
        on_click="ignore",
        icon=":material/code:",
        help="A plain Keras script that trains exactly this run, without Bothways.",
        key=f"code_{run.run_id}",
    )


def take_away_button(run: Run) -> None:
    """A button that downloads all that it takes to score with a finished run without Bothways; packed on the click."""
    st.download_button(
        "Take it away",
        lambda: _packed(run),
        f"bothways-{run.run_id}.zip",
        "application/zip",
        key=f"take_away_{run.run_id}",
        icon=":material/archive:",
        help=_ZIP_HELP,
        on_click="ignore",
        disabled=not (run.folder / "model.onnx").is_file(),
    )


def _script(run: Run) -> str:
    """The script, or, where a file of the run is missing, why there is none: a download cannot show an error."""
    from core.reports.keras_script import run_script

    try:
        return run_script(run)
    except BothwaysError as error:
        return "".join(f"# {line}\n" for line in str(error).splitlines())


def _packed(run: Run) -> bytes:
    from core.reports.model_bundle import take_away  # onnxruntime

    with tempfile.TemporaryDirectory(prefix="bothways-") as place:
        path = Path(place) / "run.zip"
        take_away(run, epochs_of(run, cache.store()), path)
        return path.read_bytes()
