"""Why: explanations of the predictions by words, by directions, and word by word."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from core.errors import BothwaysError, InputError
from core.runs.run import Run
from pages.score.compatible_runs import unique_names
from pages.score.explain import token_why
from pages.shared.session import cache, state
from pages.shared.ui import badges, error_box
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import short

if TYPE_CHECKING:
    from core.inference.explain.attribution import Attributions
    from core.inference.explain.direction_split import DirectionSplit
    from core.inference.explain.incremental import IncrementalTrace
    from core.inference.scorer import Scorer

Explanation = TypeVar("Explanation")

WHY = "why"  # the chosen kind of explanation, in the session and in the address
KINDS = {"words": "Words", "directions": "Directions", "reading": "Word by word"}
_OLD_NAMES = {"Reading": "reading"}  # in links from version 0.1
_CAPTIONS = {
    "words": "Leave-one-out attribution: the log-odds of the text minus those of the text without the word. All "
    "networks have the same scale.",
    "directions": "The contribution of each direction to the output, through the weights of the last layer. All "
    "networks have the same scale.",
    "reading": "The prediction for the first 1, 2, 3 … words and for the last 1, 2, 3 … words.",
}


def kinds_of(runs: Sequence[Run]) -> dict[str, str]:
    """The kinds of explanations for runs with one kind of input; none for images and sequences."""
    kind = runs[0].config.dataset.kind if runs else ""
    return {"text": KINDS, "tokens": token_why.KINDS}.get(kind, {})


def why(runs: Sequence[Run], text: str, closable: bool = False) -> None:
    """Explanations of these runs' predictions; only the chosen kind is computed.

    Args:
        runs: those trained on texts or sentences are explained.
        closable: a second click on the chosen kind closes it.
    """
    kinds = kinds_of(runs)
    if not kinds or not text.strip():
        return
    state.open_old_link(WHY, _OLD_NAMES)
    if st.session_state.get(WHY, "") not in (*kinds, "", None):
        del st.session_state[WHY]  # of networks with another kind of input
    kind = st.segmented_control(
        "Explanation", list(kinds), key=WHY, bind="query-params", format_func=kinds.__getitem__,
        selection_mode="single", required=not closable,
    )  # fmt: skip
    if kind and kinds is token_why.KINDS:
        token_why.token_why(runs, text, kind)
    elif kind:
        st.caption(_CAPTIONS[kind])
        {"words": _words, "directions": _directions, "reading": _word_by_word}[kind](runs, text)


def _words(runs: Sequence[Run], text: str) -> None:
    from core.inference.explain.attribution import leave_one_out

    explanations = _explain(runs, lambda scorer: leave_one_out(scorer, text))
    changes = [abs(each.change or 0) for attributions in _valid(explanations) for each in attributions.words]
    scale = max([*changes, 1e-9])
    _side_by_side(runs, explanations, lambda run, attributions: _words_of(run, text, attributions, scale))


def _words_of(run: Run, text: str, attributions: "Attributions", scale: float) -> None:
    from core.inference.explain.attribution import strongest
    from core.inference.explain.explanation_tables import attribution_table
    from core.inference.explain.sentences import attribution_sentence
    from core.reports.figures.explanations import attribution_bars
    from pages.score.explain.highlighted_text import highlighted_html, legend

    sentence = attribution_sentence(attributions)
    st.html(highlighted_html(text, attributions, scale) + legend(attributions))
    st.text(sentence)
    if strongest(attributions):
        chart(attribution_bars(attributions, scale), f"why_words_{run.run_id}", f"The strongest words. {sentence}")
    with st.expander("Table of all words"):
        st.dataframe(
            attribution_table(attributions),
            hide_index=True,
            height=300,
            key=f"why_table_{run.run_id}",
            placeholder="–",
            alt="The attribution of each word",
            column_config={"Log-odds": st.column_config.NumberColumn(format="%+.3f")},
        )
    st.caption(attributions.method)


def _directions(runs: Sequence[Run], text: str) -> None:
    from core.inference.explain.direction_split import direction_split
    from core.reports.figures.explanations import split_reach

    explanations = _explain(runs, lambda scorer: direction_split(scorer, text))
    scale = max([*map(split_reach, _valid(explanations)), 0.1])
    _side_by_side(runs, explanations, lambda run, split: _directions_of(run, split, scale))


def _directions_of(run: Run, split: "DirectionSplit", scale: float) -> None:
    from core.inference.explain.sentences import split_sentence
    from core.reports.figures.explanations import split_bar

    sentence = split_sentence(split)
    if split.parts:
        chart(split_bar(split, scale), f"why_directions_{run.run_id}", sentence)
    st.text(sentence)
    st.text(split.method)


def _word_by_word(runs: Sequence[Run], text: str) -> None:
    from core.inference.explain.incremental import incremental_predictions

    _side_by_side(runs, _explain(runs, lambda scorer: incremental_predictions(scorer, text)), _word_by_word_of)


def _word_by_word_of(run: Run, trace: "IncrementalTrace") -> None:
    from core.inference.explain.explanation_tables import incremental_table
    from core.inference.explain.sentences import trace_sentences
    from core.reports.figures.explanations import trace_lines

    sentences = trace_sentences(trace)
    st.text(f"Probability of {short(trace.label)}. Large hollow markers: the predicted class changes.")
    chart(trace_lines(trace), f"why_reading_{run.run_id}", " ".join(sentences))
    for sentence in sentences:
        st.text(sentence)
    with st.expander("Table"):
        percent_column = st.column_config.NumberColumn(format="percent")
        st.dataframe(
            incremental_table(trace),
            hide_index=True,
            height=300,
            key=f"why_trace_{run.run_id}",
            alt="The probability after each word",
            column_config={"Of the first words": percent_column, "Of the last words": percent_column},
        )
    st.caption(trace.method)


def _explain(runs: Sequence[Run], explain: "Callable[[Scorer], Explanation]") -> "list[Explanation | BothwaysError]":
    """An explanation for each run, or the error that prevents it."""
    explanations: list[Explanation | BothwaysError] = []
    for run in runs:
        try:
            explanations.append(explain(cache.scorer(run)))
        except BothwaysError as error:
            explanations.append(error)
    return explanations


def _valid(explanations: "Sequence[Explanation | BothwaysError]") -> "list[Explanation]":
    return [explanation for explanation in explanations if not isinstance(explanation, BothwaysError)]


def _side_by_side(
    runs: Sequence[Run],
    explanations: "Sequence[Explanation | BothwaysError]",
    draw: "Callable[[Run, Explanation], None]",
) -> None:
    columns = st.columns(max(2, len(runs)))
    for column, run, name, explanation in zip(columns, runs, unique_names(runs), explanations, strict=False):
        with column, st.container(border=True, key=f"why_{run.run_id}", height="stretch"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(name, width="content")
                badges.direction_badge(run.config.model.direction)
            if isinstance(explanation, InputError):
                st.text(f"{explanation.problem} {explanation.hint}")
            elif isinstance(explanation, BothwaysError):
                error_box.error_box(error_box.error_parts(explanation), key=f"why_error_{run.run_id}")
            else:
                draw(run, explanation)
