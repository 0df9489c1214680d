"""What looks the same on every page: badges, pickers, empty states, errors and the strip of running work."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

import streamlit as st

from core.errors import BothwaysError
from core.reports.figures.training_curves import DIRECTION_ARROWS
from core.runs.jobs import queue
from core.runs.run import Run
from pages.shared.session import cache, state
from pages.shared.ui.formats import literal, percent, short

# Icon and hue of each direction; the theme's named colours are the Okabe-Ito hues of `training_curves`.
DIRECTION_BADGES = {
    "forward": (":material/arrow_forward:", "blue", "forward"),
    "backward": (":material/arrow_back:", "green", "backward"),
    "two_forward": (":material/keyboard_double_arrow_right:", "violet", "two forward"),
    "bidirectional": (":material/sync_alt:", "orange", "both ways"),
    "four_directions": (":material/drag_pan:", "orange", "four directions"),
}
STATUS_BADGES = {
    "queued": (":material/schedule:", "gray"),
    "running": (":material/play_arrow:", "primary"),
    "finished": (":material/check:", "gray"),
    "failed": (":material/error:", "red"),
    "cancelled": (":material/block:", "gray"),
}
STATUS_SIGNS = {
    "queued": "◔ queued",
    "running": "▶ running",
    "finished": "✓ finished",
    "failed": "⚠ failed",
    "cancelled": "⊘ cancelled",
}


def direction_badge(direction: str) -> None:
    """The badge of a direction: its arrow, its word, its hue."""
    icon, color, word = DIRECTION_BADGES[direction]
    st.badge(word, icon=icon, color=color)


def status_badge(status: str, help: str | None = None) -> None:
    """The badge of a run's status: an icon and the word."""
    icon, color = STATUS_BADGES[status]
    st.badge(status, icon=icon, color=color, help=help)


def tag_badge(tag: str) -> None:
    """The badge of a tag, shown letter by letter."""
    escaped = literal(short(tag)).replace("\\[", "[").replace("\\]", "]")  # st.badge escapes brackets itself
    st.badge(escaped, icon=":material/label:", color="gray")


def run_label(run: Run) -> str:
    """One plain line that tells a run from the others: name, cell, direction and what it reached."""
    model = run.config.model
    accuracy = run.metrics.get("test_accuracy")
    reached = f"test {percent(accuracy)}" if accuracy is not None else run.status
    return f"{short(run.name)} · {model.cell} {DIRECTION_ARROWS[model.direction]} · {reached} · {run.run_id}"


def run_picker(
    label: str, runs: Sequence[Run], key: str, max_selections: int | None = None, help: str | None = None
) -> list[Run]:
    """Choose runs by name; the choice lives in the address as `?runs=a,b`.

    Args:
        runs: those that may be chosen; ids in the address that are not among them are left out.
    """
    by_id = {run.run_id: run for run in runs}
    st.session_state[key] = state.runs_in_address(by_id)[:max_selections]
    st.multiselect(
        label,
        list(by_id),
        key=key,
        help=help,
        max_selections=max_selections,
        placeholder="Type a name or choose from the list",
        format_func=lambda run_id: run_label(by_id[run_id]),
        on_change=lambda: state.put_runs_alone_in_address(st.session_state[key]),
    )
    return [by_id[run_id] for run_id in st.session_state[key]]


def empty_state(
    title: str, text: str, button: str, page: str, icon: str, query_params: Mapping[str, str] | None = None
) -> None:
    """What an empty page shows: what would be here and the one button that brings it.

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


def remember_error(error: Exception) -> None:
    """Keep an error until it is dismissed; `error_boxes` shows it on every page."""
    told = error_parts(error)
    errors = st.session_state.setdefault(state.ERRORS, [])
    if told not in errors:
        errors.append(told)


def error_parts(error: Exception) -> dict[str, str]:
    """What happened, what was expected, what to do, and details for whoever helps; plain values."""
    if isinstance(error, BothwaysError):
        return {"problem": error.problem, "expected": error.expected, "hint": error.hint, "details": ""}
    return {
        "problem": "Something went wrong that Bothways has no name for.",
        "expected": "The page should have answered.",
        "hint": "Try again. If it happens again, hand the details to whoever looks after this installation.",
        "details": f"{type(error).__name__}: {error}",
    }


@contextmanager
def errors_told() -> Iterator[None]:
    """Keep whatever is raised inside for the box under the title; nothing is raised further."""
    try:
        yield
    except Exception as error:
        remember_error(error)


@contextmanager
def error_place() -> Iterator[None]:
    """Where errors appear: those of the block inside and all others not dismissed yet, never a traceback."""
    place = st.container()
    try:
        with errors_told():
            yield
    finally:  # also when the page has ended itself with st.stop
        with place:
            for number, parts in enumerate(st.session_state.get(state.ERRORS, [])):
                error_box(parts, key=f"error_{number}", on_dismiss=dismiss_error)


def dismiss_error(parts: Mapping[str, str]) -> None:
    """Forget an error; for buttons' `on_click`."""
    st.session_state[state.ERRORS] = [told for told in st.session_state[state.ERRORS] if told != parts]


def error_box(
    parts: Mapping[str, str], key: str, on_dismiss: Callable[[Mapping[str, str]], None] | None = None
) -> None:
    """One error in three parts, its details in a closed expander; with `on_dismiss`, a button that dismisses it."""
    with st.container(border=True, key=key):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap="xsmall"):
                st.badge("This did not work", icon=":material/error:", color="red")
                st.text(parts["problem"])
                st.text(f"{parts['expected']} {parts['hint']}")
            if on_dismiss:
                st.button("Dismiss", key=f"{key}_dismiss", on_click=on_dismiss, args=(parts,))
        if parts["details"]:
            with st.expander("Details"):
                st.code(parts["details"], language=None, wrap_lines=True)


def live(part: Callable[..., None], seconds: float | None, *arguments: Any) -> None:
    """Draw a part of the page again every so many seconds; what goes wrong inside is told in its place."""

    @wraps(part)
    def told(*given: Any) -> None:
        try:
            part(*given)
        except Exception as error:
            error_box(error_parts(error), key=f"error_in_{part.__name__}")

    st.fragment(told, run_every=seconds)(*arguments)


def part(draw: Callable[..., None], *arguments: Any) -> None:
    """Draw a part of the page that a click in it draws again by itself, which is quicker than the whole page.

    The whole page is drawn when there is news for it: other runs in the store, an error to tell, a dialog to open.
    """
    seen = _news()

    @wraps(draw)
    def draw_unless_news(*given: Any) -> None:
        if _news() != seen:
            st.rerun()
        draw(*given)

    live(draw_unless_news, None, *arguments)


def _news() -> tuple[Any, ...]:
    session = st.session_state
    return cache.store().edition(), list(session.get(state.ERRORS, [])), session.get(state.DELETING)


def cancel_run(run_id: str) -> None:
    """Ask a run to stop; for buttons' `on_click`."""
    with errors_told():
        queue.cancel(cache.store(), run_id)
