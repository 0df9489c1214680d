"""The address that opens the Score page with runs and a text, and how long such a text may be."""

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from pages.shared.session import state

TEXT = "text"  # in the address: the text in the box, `?text=A film.`
MAX_CHARACTERS = 100_000  # of a text that is scored
MAX_LINK_CHARACTERS = 2_000  # of a text that a link may carry
_MAX_ADDRESS_BYTES = 7_000  # of the same text in an address: servers refuse more than 8 kilobytes
_BOX_TEXT = "score_kept_text"  # a plain value: it outlives the text box


def score_address(run_ids: Sequence[str], text: str) -> dict[str, str]:
    """The query parameters that open the Score page with these runs and this text.

    A text that is too long for a link goes into the session instead.
    """
    address = {state.RUNS: ",".join(run_ids)}
    if text and fits_link(text):
        address[TEXT] = text
    elif text:
        remember_text(text)
    return address


def fits_link(text: str) -> bool:
    """Whether an address can carry a text."""
    return len(text) <= MAX_LINK_CHARACTERS and len(quote(text, errors="replace")) <= _MAX_ADDRESS_BYTES


def warn_if_too_long(text: str) -> bool:
    """Whether a text has too many characters to be scored; if so, a warning says so."""
    too_long = len(text) > MAX_CHARACTERS
    if too_long:
        st.warning(f"The text has {len(text):,} characters; the limit is {MAX_CHARACTERS:,}. Shorten it.")
    return too_long


def remember_text(text: str) -> None:
    """Store the text that the Score page's box opens with unless the address names one."""
    st.session_state[_BOX_TEXT] = text


def remembered_text() -> str:
    """The text stored last; empty before the first."""
    return str(st.session_state.get(_BOX_TEXT, ""))
