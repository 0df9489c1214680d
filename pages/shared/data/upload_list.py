"""The list of a visitor's own uploads: to use one again, or to delete it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from core.data.uploads import Upload, delete_upload, list_uploads
from pages.shared.access import visitor
from pages.shared.session import cache
from pages.shared.ui import error_box
from pages.shared.ui.formats import ago, count, short

_DELETE_HELP = "Removes the file from the server. Runs that were trained on it stay, but cannot be trained again."


def choose(suffixes: Sequence[str], key: str, use: Callable[[str], None]) -> None:
    """Draw the list, folded; nothing while there is no upload of these types.

    Args:
        suffixes: of the files that fit, without their dot.
        use: makes the file with this path the chosen one.
    """
    uploads = [upload for upload in list_uploads(visitor.uploads_folder()) if _fits(upload, suffixes)]
    if not uploads or not visitor.may("editor"):
        return
    with st.popover(f"Your uploads ({count(len(uploads))})", icon=":material/folder_open:", key=f"{key}_uploads"):
        chosen = st.selectbox("Upload", uploads, key=f"{key}_upload", format_func=_label, label_visibility="collapsed")
        with st.container(horizontal=True):
            st.button("Use", icon=":material/check:", key=f"{key}_use", on_click=use, args=(str(chosen.path),))
            st.button(
                "Delete", icon=":material/delete:", key=f"{key}_delete", on_click=_delete, args=(str(chosen.path),),
                help=_DELETE_HELP,
            )  # fmt: skip


def _fits(upload: Upload, suffixes: Sequence[str]) -> bool:
    return upload.path.name.casefold().endswith(tuple(f".{suffix}" for suffix in suffixes))


def _label(upload: Upload) -> str:
    return f"{short(upload.path.name, 40)} · {count(-(-upload.num_bytes // 1000))} kB · {ago(upload.stored_at)}"


def _delete(path: str) -> None:
    with error_box.remember_errors():
        store = cache.store()
        store.actor.require("editor", "Deleting an upload")
        delete_upload(Path(path), visitor.uploads_folder())
        store.audit.add(store.actor, "delete upload", Path(path).parent.name, Path(path).name)
