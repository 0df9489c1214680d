"""Coverage panel: how much of the training texts the chosen word vectors know, before anything is trained."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.config import RunConfig
from core.errors import BothwaysError
from pages.shared.session import dataset_cache
from pages.shared.ui import error_box

_CHECKED = "checked_vectors"  # the settings whose coverage is shown
_HELP = "Reads the data and the vectors, and counts the words of the training texts that have a vector."


def show(values: Mapping[str, Mapping[str, Any]]) -> None:
    """A button, and below it the coverage, or what is wrong with the file, until the settings change."""
    from core.data.text.vectors.vector_coverage import (  # imports all data loaders, which few visits need
        FEW_TOKENS,
        to_cover,
    )

    try:
        settings = to_cover(RunConfig.from_dict(values))
    except BothwaysError:  # the page names the wrong setting already
        return
    if st.button("Check coverage", key="check_vectors", icon=":material/rule:", help=_HELP):
        st.session_state[_CHECKED] = settings.model_dump_json()
    if st.session_state.get(_CHECKED) != settings.model_dump_json():
        return
    try:
        coverage = dataset_cache.vector_coverage(settings)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="vectors_problem")
        return
    st.text(str(coverage))
    if coverage.share_of_tokens < FEW_TOKENS:
        st.caption(
            "Many tokens start with random numbers. Another tokenizer, or vectors of this language, may know them."
        )
