"""Word vector input: a file of word vectors, by upload or by its path on this machine."""

from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st

from core.config.parts.model_config import ModelConfig
from core.data.text.vectors.word_vectors import num_numbers
from core.data.uploads import keep_upload
from core.errors import BothwaysError
from pages.shared.access import visitor
from pages.shared.session import draft
from pages.shared.ui import error_box
from pages.shared.ui.formats import short

TYPES = ("txt", "vec", "gz")
_KEY = f"{draft.TRAIN}.model.embeddings_path"
_STORED_UPLOAD = "stored_vectors"
_HELP = ModelConfig.model_fields["embeddings_path"].description


def choose(model: MutableMapping[str, Any], *, disabled: bool) -> None:
    """Draw an uploader where a file is needed, and a box for its path; only this machine's own users can type one."""
    if not disabled:
        upload = st.file_uploader(
            "Word vectors", type=list(TYPES), key="upload_vectors", **visitor.permit("editor", help=_HELP)
        )
        if upload and st.session_state.get(_STORED_UPLOAD) != upload.file_id:
            with error_box.remember_errors():
                path = keep_upload(upload.getvalue(), upload.name, visitor.uploads_folder())
                st.session_state[_STORED_UPLOAD] = upload.file_id
                draft.change(draft.TRAIN, "model", {"embeddings_path": str(path)})
                fit_width()
    if visitor.may_type_paths():
        typed = st.text_input(
            "embeddings_path", model["embeddings_path"], key=_KEY, help=_HELP, disabled=disabled, on_change=fit_width,
            placeholder="/path/to/vectors.txt",
        )  # fmt: skip
        model["embeddings_path"] = (typed or "").strip() or None
    elif model["embeddings_path"]:
        st.text(f"Word vectors: {short(Path(model['embeddings_path']).name)}")


def fit_width() -> None:
    """Give the embedding of the Train page's draft the width of the word vectors that are chosen."""
    model = draft.values(draft.TRAIN)["model"]
    with suppress(BothwaysError):  # the page warns of a file that cannot be read
        visitor.actor().require_files((model["embeddings_path"] or "").strip())
        if width := num_numbers(model["embeddings"], (model["embeddings_path"] or "").strip()):
            draft.change(draft.TRAIN, "model", {"embedding_dim": width})
