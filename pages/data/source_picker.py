"""Source picker: a card for each source of the chosen kind of data, with the settings of the chosen one."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.catalog import SOURCES, source_key
from core.source import KIND_TITLES, Source
from pages.shared.data import file_input
from pages.shared.data.setting_field import setting
from pages.shared.session import draft

SOURCE = "source"  # in the address: `?source=imdb`, `?source=file`
_KIND = "data_kind"


def source_in_address() -> None:
    """Follow a link such as `?source=rotten_tomatoes` once; an unknown source is ignored."""
    key = st.query_params.get(SOURCE)
    key = "file" if key == "csv" else key  # own files were CSV files at first
    if key in SOURCES and key != source_key(draft.values(draft.DATA)["dataset"]):
        file_input.choose_source(draft.DATA, SOURCES[key])


def source_cards(dataset: dict[str, Any], more: Callable[[], None]) -> None:
    """A card for each source of the chosen kind; the chosen one is open.

    Args:
        more: draws what else can be chosen for it, at the end of its card.
    """
    chosen = source_key(dataset)
    st.session_state[_KIND] = SOURCES[chosen].kind
    st.segmented_control(
        "Kind",
        list(KIND_TITLES),
        key=_KIND,
        required=True,
        wrap=True,
        format_func=KIND_TITLES.__getitem__,
        on_change=_choose_kind,
        label_visibility="collapsed",
    )
    own_first = sorted(SOURCES.items(), key=lambda item: not (item[1].file and item[1].file.is_own))
    for key, source in own_first:
        if source.kind == SOURCES[chosen].kind:
            with st.container(border=True, key=f"card_{key}", gap="xsmall"):
                _card(key, source, dataset, is_chosen=key == chosen)
                if key == chosen:
                    more()


def _card(key: str, source: Source, dataset: dict[str, Any], is_chosen: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{source.title}**", width="content")
        if is_chosen:
            st.badge("chosen", icon=":material/check:", color="primary")
        else:
            st.button("Choose", key=f"choose_{key}", help=_provenance(source), on_click=_choose, args=(key,))
    st.caption(source.size)
    st.caption(source.good_for)
    if not is_chosen:
        return
    st.caption(_provenance(source))
    for name in source.own_settings:
        setting(dataset, draft.DATA, "dataset", name)
    if source.file:
        st.caption(f"File: {source.file.description}. {_without_file(source)}")
        file_input.choose(source.file, dataset, draft.DATA)


def _without_file(source: Source) -> str:
    if source.needs_file or source.stand_in is None:
        return ""
    return (
        f"Without a path, Keras' download is used; if it cannot be reached, {source.stand_in.phrase} are used instead."
    )


def _provenance(source: Source) -> str:
    return f"Origin: {source.origin}. Licence: {source.licence}."


def _choose(key: str) -> None:
    file_input.choose_source(draft.DATA, SOURCES[key])
    st.query_params[SOURCE] = key


def _choose_kind() -> None:
    kind = st.session_state[_KIND]  # first a source that neither needs a file nor may have to be downloaded
    _choose(min((key for key in SOURCES if SOURCES[key].kind == kind), key=lambda key: SOURCES[key].file is not None))
