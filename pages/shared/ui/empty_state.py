"""The empty state of a page: what will appear here and the one button that makes it appear."""

from collections.abc import Mapping

import streamlit as st


def empty_state(
    title: str, text: str, button: str, page: str, icon: str, query_params: Mapping[str, str] | None = None
) -> None:
    """Show what an empty page is for, with a button to the page that fills it.

    Args:
        title, text, button: our own words, rendered as Markdown.
        page: script of the page the button leads to, such as `pages/train/page.py`.
        icon: a Material icon for the button.
    """
    with st.container(border=True, horizontal_alignment="center", key="empty_state"):
        st.space("small")
        st.subheader(title, anchor=False, text_alignment="center", width="content")
        st.markdown(text, text_alignment="center", width="content")
        if st.button(button, icon=icon, type="primary"):
            st.switch_page(page, query_params=query_params)
        st.space("small")
