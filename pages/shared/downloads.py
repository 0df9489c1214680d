"""What one takes away from a page: the code of a run."""

import streamlit as st

from core.errors import BothwaysError
from core.keras_script import run_script
from core.runs import Run


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


def _script(run: Run) -> str:
    """The script, or, where a file of the run is missing, why there is none: a download cannot show an error."""
    try:
        return run_script(run)
    except BothwaysError as error:
        return "".join(f"# {line}\n" for line in str(error).splitlines())
