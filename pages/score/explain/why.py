"""Why the networks say what they say of a text: by words, by directions, and while they read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.errors import BothwaysError, InputError
from core.runs.run import Run
from pages.score.compatible_runs import different_names
from pages.shared.session import cache
from pages.shared.ui import badges, errors
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import short

if TYPE_CHECKING:
    from core.inference.explain.attribution import Attributions, DirectionSplit
    from core.inference.explain.incremental import IncrementalTrace
    from core.inference.scorer import Scorer

WHY = "why"  # what is explained, in the session and in the address
KINDS = {"words": "Words", "directions": "Directions", "reading": "Reading"}
_CAPTIONS = {
    "words": "What each word adds to the log-odds: the score of the text minus the score without the word. All "
    "networks have one scale.",
    "directions": "What each direction handed to the last layer, weighed by it. One scale for all networks.",
    "reading": "The verdict on the first 1, 2, 3 … words and on the last 1, 2, 3 … words.",
}


def why(runs: Sequence[Run], text: str, closable: bool = False) -> None:
    """Explanations of these runs' scores, side by side; only the chosen kind is computed.

    Args:
        runs: trained on texts; of others nothing is shown.
        closable: a second click on the chosen kind closes it.
    """
    runs = [run for run in runs if run.config.dataset.kind == "text"]
    if not runs or not text.strip():
        return
    chosen = st.segmented_control(
        "Why?", list(KINDS), key=WHY, bind="query-params", format_func=KINDS.get,
        required=not closable,
    )  # fmt: skip
    if chosen:
        st.caption(_CAPTIONS[chosen])
        {"words": _words, "directions": _directions, "reading": _reading}[chosen](runs, text)


def _words(runs: Sequence[Run], text: str) -> None:
    from core.inference.explain.attribution import leave_one_out

    found = _each(runs, lambda scorer: leave_one_out(scorer, text))
    changes = [abs(each.change or 0) for known in _known(found) for each in known.words]
    _side_by_side(runs, found, lambda run, known: _words_of(run, text, known, max([*changes, 1e-9])))


def _words_of(run: Run, text: str, contributions: "Attributions", reach: float) -> None:
    from core.inference.explain.sentences import attribution_sentence
    from core.reports.figures.explanations import contribution_bars, strongest
    from pages.score.explain.highlighted_text import legend, tinted_html

    sentence = attribution_sentence(contributions)
    st.html(tinted_html(text, contributions, reach) + legend(contributions))
    st.text(sentence)
    if strongest(contributions):
        chart(contribution_bars(contributions, reach), f"why_words_{run.run_id}", f"The strongest words. {sentence}")
    with st.expander("All words as a table"):
        _word_table(contributions, run)
    st.caption(contributions.method)


def _word_table(contributions: "Attributions", run: Run) -> None:
    words = contributions.words
    frame = pd.DataFrame(
        {
            "Place": range(1, len(words) + 1),
            "Word": [each.word.token for each in words],
            "Change of the log-odds": [each.change for each in words],
            "Read": [each.word.status for each in words],
        }
    ).astype({"Change of the log-odds": float})
    st.dataframe(
        frame,
        hide_index=True,
        height=300,
        key=f"why_table_{run.run_id}",
        placeholder="–",
        alt="What each word adds to the log-odds",
        column_config={"Change of the log-odds": st.column_config.NumberColumn(format="%+.3f")},
    )


def _directions(runs: Sequence[Run], text: str) -> None:
    from core.inference.explain.attribution import direction_split
    from core.reports.figures.explanations import split_reach

    found = _each(runs, lambda scorer: direction_split(scorer, text))
    reach = max([*map(split_reach, _known(found)), 0.1])
    _side_by_side(runs, found, lambda run, split: _directions_of(run, split, reach))


def _directions_of(run: Run, split: "DirectionSplit", reach: float) -> None:
    from core.inference.explain.sentences import split_sentence
    from core.reports.figures.explanations import split_bar

    sentence = split_sentence(split)
    if split.parts:
        chart(split_bar(split, reach), f"why_directions_{run.run_id}", sentence)
    st.text(sentence)
    st.text(split.method)


def _reading(runs: Sequence[Run], text: str) -> None:
    from core.inference.explain.incremental import incremental_predictions

    _side_by_side(runs, _each(runs, lambda scorer: incremental_predictions(scorer, text)), _reading_of)


def _reading_of(run: Run, trace: "IncrementalTrace") -> None:
    from core.inference.explain.sentences import trace_sentences
    from core.reports.figures.explanations import trace_lines

    sentences = trace_sentences(trace)
    st.text(f"Probability of {short(trace.label)}; a ring is a flip of the verdict")
    chart(trace_lines(trace), f"why_reading_{run.run_id}", " ".join(sentences))
    for sentence in sentences:
        st.text(sentence)
    with st.expander("The same numbers as a table"):
        _trace_table(trace, run)
    st.caption(trace.method)


def _trace_table(trace: "IncrementalTrace", run: Run) -> None:
    frame = pd.DataFrame(
        {
            "Words": trace.forward.counts,
            "First words, up to": [trace.words[at - 1].token for at in trace.forward.counts],
            "Of the first words": trace.forward.probabilities,
            "Last words, from": [trace.words[-at].token for at in trace.backward.counts],
            "Of the last words": trace.backward.probabilities,
        }
    )
    share = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        frame,
        hide_index=True,
        height=300,
        key=f"why_trace_{run.run_id}",
        alt="The probability after each word",
        column_config={"Of the first words": share, "Of the last words": share},
    )


def _each(runs: Sequence[Run], explain: Callable[["Scorer"], Any]) -> list[Any]:
    """An explanation for each run, or the error that stands in its way."""
    found = []
    for run in runs:
        try:
            found.append(explain(cache.scorer(run)))
        except BothwaysError as error:
            found.append(error)
    return found


def _known(found: Sequence[Any]) -> list[Any]:
    return [known for known in found if not isinstance(known, BothwaysError)]


def _side_by_side(runs: Sequence[Run], found: Sequence[Any], draw: Callable[[Run, Any], None]) -> None:
    columns = st.columns(max(2, len(runs)))
    for column, run, name, known in zip(columns, runs, different_names(runs), found, strict=False):
        with column, st.container(border=True, key=f"why_{run.run_id}", height="stretch"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(name, width="content")
                badges.direction_badge(run.config.model.direction)
            if isinstance(known, InputError):
                st.text(f"{known.problem} {known.hint}")
            elif isinstance(known, BothwaysError):
                errors.error_box(errors.error_parts(known), key=f"why_error_{run.run_id}")
            else:
                draw(run, known)
