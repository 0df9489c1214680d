"""Downloads: what of a run people take elsewhere."""

import tempfile
from pathlib import Path

import streamlit as st

from core.demo import epochs_of
from core.runs import Run
from pages.shared import cached

_HELP = (
    "One zip: the network, its vocabulary, a short predict.py that needs only numpy and onnxruntime, and a model card."
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
        help=_HELP,
        on_click="ignore",
        disabled=not (run.folder / "model.onnx").is_file(),
    )


def _packed(run: Run) -> bytes:
    from core.take_away import take_away  # onnxruntime

    with tempfile.TemporaryDirectory(prefix="bothways-") as place:
        path = Path(place) / "run.zip"
        take_away(run, epochs_of(run, cached.store()), path)
        return path.read_bytes()
