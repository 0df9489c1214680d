"""Why, for the labels of tokens: the labels as the sentence is read, and what each direction adds to them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.directions import DIRECTIONS
from core.errors import BothwaysError
from core.reports.figures.theme import tag_styles
from core.runs.run import Run
from core.system.formatting import counted
from pages.score.compatible_runs import unique_names
from pages.score.token_cards import tag_text
from pages.shared.session import cache
from pages.shared.ui import badges, error_box
from pages.shared.ui.chart import chart
from pages.shared.ui.tag_chips import Chip, chips_html

if TYPE_CHECKING:
    from core.inference.explain.token_split import TokenSplit
    from core.inference.inputs.tagged_sentence import TaggedSentence

KINDS = {"reading": "As it is read", "directions": "Directions"}
_CAPTIONS = {
    "reading": "Each token's label when nothing after it is known yet. ≠ marks labels that change as the network reads "
    "on.",
    "directions": "What each direction adds to the predicted label of each token, through the weights of the last "
    "layer. All networks have the same scale.",
}
_MOST_TOKENS = 60  # in a chart


def token_why(runs: Sequence[Run], text: str, kind: str) -> None:
    """Explanations of the labels of a sentence, the networks below each other.

    Args:
        kind: a key of `KINDS`.
    """
    st.caption(_CAPTIONS[kind])
    sentences: list[TaggedSentence | BothwaysError] = []
    for run in runs:
        try:
            sentences.append(tag_text(run, text))
        except BothwaysError as error:
            sentences.append(error)
    splits = _splits(runs, sentences) if kind == "directions" else {}
    for run, name, sentence in zip(runs, unique_names(runs), sentences, strict=True):
        with st.container(border=True, key=f"why_{run.run_id}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(name, width="content")
                badges.direction_badge(run.config.model.direction)
            if isinstance(sentence, BothwaysError):
                error_box.error_box(error_box.error_parts(sentence), key=f"why_error_{run.run_id}")
            elif not sentence.tokens:
                st.text("No token to explain.")
            elif kind == "reading":
                _reading(run, sentence)
            else:
                _directions(run, sentence, splits)


def _reading(run: Run, sentence: "TaggedSentence") -> None:
    from core.inference.explain.explanation_tables import reading_table
    from core.inference.explain.sentences import reading_sentence
    from core.inference.explain.token_reading import token_reading

    scorer = cache.scorer(run)
    reading = token_reading(scorer, sentence)
    st.text(reading_sentence(reading, DIRECTIONS[run.config.model.direction].only_pass == "forward"))
    chips = []
    for token, label, after in zip(sentence.tokens, reading.labels, reading.settled_after, strict=False):
        word = sentence.text[token.start : token.end]
        later = f", {token.label} after {counted(after, 'further token', 'further tokens')}" if after else ""
        chips.append(Chip(word, label, f"{word}: {label}{later}", after > 0, not token.is_known))
    st.html(chips_html(chips, tag_styles(scorer.class_names)))
    with st.expander("Table", key=f"why_reading_{run.run_id}"):
        st.dataframe(
            reading_table(sentence, reading), hide_index=True, height=300, key=f"why_reading_table_{run.run_id}",
            alt="Each token's label as the sentence is read and after all of it",
        )  # fmt: skip
    st.caption(reading.method)


def _directions(run: Run, sentence: "TaggedSentence", splits: "Mapping[str, TokenSplit]") -> None:
    from core.inference.explain.explanation_tables import token_split_table
    from core.inference.explain.sentences import token_split_sentence
    from core.reports.figures.explanations import token_parts, token_reach

    split = splits[run.run_id]
    if split.parts:
        drawn = sentence.tokens[:_MOST_TOKENS]
        words = [sentence.text[token.start : token.end] for token in drawn]
        reach = max(map(token_reach, (one for one in splits.values() if one.parts)))
        alt = "What each direction adds to the label of each token; the table below has the numbers"
        figure = token_parts(split.first(len(drawn)), words, [token.label for token in drawn], reach)
        chart(figure, f"why_parts_{run.run_id}", alt)
        st.text(token_split_sentence(split))
        with st.expander("Table", key=f"why_parts_table_{run.run_id}"):
            number = st.column_config.NumberColumn(format="%+.2f")
            frame = token_split_table(sentence, split)
            st.dataframe(
                frame, hide_index=True, height=300, key=f"why_split_{run.run_id}",
                alt="What each direction adds to the label of each token",
                column_config=dict.fromkeys(frame.columns[2:], number),
            )  # fmt: skip
    st.caption(split.method)


def _splits(runs: Sequence[Run], sentences: "Sequence[TaggedSentence | BothwaysError]") -> "dict[str, TokenSplit]":
    from core.inference.explain.token_split import token_split

    return {
        run.run_id: token_split(cache.scorer(run), sentence)
        for run, sentence in zip(runs, sentences, strict=True)
        if not isinstance(sentence, BothwaysError) and sentence.tokens
    }
