"""Errors on a page: remembered until dismissed, shown in three parts, never as a traceback."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from core.errors import AccessError, BothwaysError, InputError
from core.settings import read_workspace
from core.system.files.disk_space import storage_error
from pages.shared.access import visitor
from pages.shared.session import state


def remember_error(error: Exception) -> None:
    """Keep an error until it is dismissed; `error_area` shows it on every page."""
    parts = error_parts(error)
    errors = st.session_state.setdefault(state.ERRORS, [])
    if parts not in errors:
        errors.append(parts)


def error_parts(error: Exception) -> dict[str, str]:
    """What happened, what was expected, what to do, and details for support; plain values."""
    if isinstance(error, OSError):
        error = storage_error(error, read_workspace().home) or error
    if isinstance(error, BothwaysError):
        return {"problem": error.problem, "expected": error.expected, "hint": error.hint, "details": ""}
    return {
        "problem": "An unexpected error occurred.",
        "expected": "The action should have completed.",
        "hint": "Try again. If it happens again, send the details to the person who runs this installation.",
        "details": f"{type(error).__name__}: {error}",
    }


@contextmanager
def remember_errors() -> Iterator[None]:
    """Keep every exception raised inside for the area under the title; none is raised further."""
    try:
        yield
    except Exception as error:
        remember_error(error)


@contextmanager
def error_area() -> Iterator[None]:
    """Where errors appear: those of the block inside and all others not dismissed yet."""
    area = st.container()
    try:
        with remember_errors():
            yield
    finally:  # also when the page has ended itself with st.stop
        with area:
            for number, parts in enumerate(st.session_state.get(state.ERRORS, [])):
                error_box(parts, key=f"error_{number}", on_dismiss=dismiss_error)


def dismiss_error(parts: Mapping[str, str]) -> None:
    """Forget an error; for buttons' `on_click`."""
    st.session_state[state.ERRORS] = [error for error in st.session_state[state.ERRORS] if error != parts]


def check_number(label: str, number: float, low: float, high: float) -> None:
    """Refuse a number in the words of the page: a plan names it as its file and the command line do.

    Args:
        label: of the control.

    Raises:
        InputError: when the number is not from `low` to `high`.
    """
    if not low <= number <= high:
        raise InputError(f"{label}: {number:g} is out of range.", f"It must be from {low:g} to {high:g}.", "Change it.")


def error_box(
    parts: Mapping[str, str], key: str, on_dismiss: Callable[[Mapping[str, str]], None] | None = None
) -> None:
    """One error in three parts, its details in a closed expander; with `on_dismiss`, a button that dismisses it."""
    with st.container(border=True, key=key):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap="xsmall"):
                st.badge("Error", icon=":material/error:", color="red")
                st.text(parts["problem"])
                st.text(f"{parts['expected']} {parts['hint']}")
            if on_dismiss:
                st.button("Dismiss", key=f"{key}_dismiss", on_click=on_dismiss, args=(parts,))
        if parts["details"] and _sees_details():
            with st.expander("Details"):
                st.code(parts["details"], language=None, wrap_lines=True)


def _sees_details() -> bool:
    """Whether the visitor may see what names folders and statements of the server."""
    try:
        return visitor.may("admin")
    except AccessError:
        return False
