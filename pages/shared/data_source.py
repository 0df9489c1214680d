"""Choosing where the texts come from: packaged reviews as cards, or a CSV by upload or path."""

from pathlib import Path
from typing import Any

import streamlit as st

from core.reading import Columns
from pages.shared import cached, draft, widgets
from pages.shared.formats import count, short
from pages.shared.sources import REVIEWS, Source
from pages.shared.uploads import keep_upload

SOURCE = "source"  # in the address: `?source=imdb`, `?source=csv`
_KEPT_UPLOAD = "kept_upload"
_COLUMNS = {"text_column": None, "label_column": None}


def source_in_address() -> None:
    """Follow a link such as `?source=rotten_tomatoes` once; what it does not know is ignored."""
    wanted, dataset = st.query_params.get(SOURCE), draft.values(draft.DATA)["dataset"]
    if wanted != _chosen(dataset):
        if wanted in REVIEWS:
            _choose_reviews(wanted)
        elif wanted == "csv":
            draft.change(draft.DATA, "dataset", {"name": "csv"})


def source_cards(dataset: dict[str, Any]) -> None:
    """A card for each packaged source and one for a CSV of one's own."""
    for key, source in REVIEWS.items():
        with st.container(border=True, key=f"card_{key}", gap="xsmall"):
            _card_head(source.title, _chosen(dataset) == key, key, help=_provenance(source))
            st.caption(f"{count(source.num_rows)} rows · {len(source.classes)} classes: {', '.join(source.classes)}")
            st.caption(source.good_for)
            if _chosen(dataset) == key:
                st.caption(_provenance(source))
    with st.container(border=True, key="card_csv", gap="small"):
        _card_head("Your own CSV", dataset["name"] == "csv", "csv")
        st.caption("Any texts with 2 to 20 classes. Encoding, delimiter and columns are detected.")
        if dataset["name"] == "csv":
            _bring_csv(dataset)


def column_pickers(dataset: dict[str, Any], columns: Columns) -> None:
    """Which columns hold texts and labels: guessed, and changeable."""
    for key in _COLUMNS:
        chosen = dataset[key] if dataset[key] in columns.names else getattr(columns, key)
        st.session_state[f"pick_{key}"] = chosen
        st.selectbox(key, columns.names, key=f"pick_{key}", on_change=_choose_columns)


def _card_head(title: str, chosen: bool, key: str, help: str | None = None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{title}**", width="content")
        if chosen:
            st.badge("chosen", icon=":material/check:", color="primary")
        else:
            st.button("Choose", key=f"choose_{key}", help=help, on_click=_choose, args=(key,))


def _provenance(source: Source) -> str:
    return f"Origin: {source.origin}. Licence: {source.licence}."


def _bring_csv(dataset: dict[str, Any]) -> None:
    upload = st.file_uploader("Drop a CSV here", type=["csv", "tsv", "txt"], key="upload")
    if upload and st.session_state.get(_KEPT_UPLOAD) != upload.file_id:
        with widgets.errors_told():
            path = keep_upload(upload.getvalue(), upload.name, cached.settings().uploads_folder)
            st.session_state[_KEPT_UPLOAD] = upload.file_id
            _choose_file(str(path))
    st.text_input(
        "or the path of one on this machine", key="csv_path", placeholder="/home/me/reviews.csv",
        on_change=lambda: _choose_file(st.session_state["csv_path"].strip()),
    )  # fmt: skip
    if dataset["path"]:
        st.text(f"Reading {short(Path(dataset['path']).name)}")


def _choose(key: str) -> None:
    if key == "csv":
        path = draft.values(draft.DATA)["dataset"]["path"]
        draft.change(draft.DATA, "dataset", {"name": "csv", "path": path})
        st.query_params[SOURCE] = "csv"
    else:
        _choose_reviews(key)


def _choose_reviews(key: str) -> None:
    draft.change(draft.DATA, "dataset", {"name": "reviews", "source": key})
    st.query_params[SOURCE] = key


def _choose_file(path: str) -> None:
    draft.change(draft.DATA, "dataset", {"name": "csv", "path": path or None, **_COLUMNS})


def _choose_columns() -> None:
    draft.change(draft.DATA, "dataset", {key: st.session_state[f"pick_{key}"] for key in _COLUMNS})


def _chosen(dataset: dict[str, Any]) -> str:
    return "csv" if dataset["name"] == "csv" else dataset["source"]
