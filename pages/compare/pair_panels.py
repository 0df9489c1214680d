"""The panels about two arms: slices, disagreements, and the rows behind a confusion matrix."""

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.comparison.decisions.temperatures import is_calibrated
from core.comparison.presentation.wording import one_split_sentence
from core.comparison.rows import disagreements as differing
from core.directions import DIRECTION_ARROWS
from core.errors import BothwaysError
from core.reports.figures import comparisons
from core.system.formatting import counted, frequent_classes_note
from pages.compare.rows import token_panel
from pages.shared.runs.score_address import score_address
from pages.shared.session import routes, state
from pages.shared.ui import error_box
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import literal

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict

_MAX_ROWS = 500
_SLICE_HELP = (
    "One slice a line: word= a word or words, as the tokenizer `words` cuts them, regex= a regular expression (RE2), "
    "length= a number of words or a range, column=NAME=VALUE of your own file. Use it to see whether a difference "
    "comes from such texts."
)
_MIN_DRAWN_ROWS = 20  # the gaps of smaller slices would hide those of the others
_percent_column = partial(st.column_config.NumberColumn, format="%.0f %%", width=90)


def slices(comparison: "Comparison", pair: "Verdict") -> None:
    """The difference in accuracy on parts of the test texts."""
    frame = comparison.slices.get((pair.a, pair.b))
    if frame is None:
        st.caption("Slices need texts or sentences, a seed that both arms share, and the baselines. Add the baselines.")
        return
    from core.comparison.presentation.slice_wording import slice_caption, slice_sentence
    from core.comparison.presentation.wording import tokens_of

    _of_one_split(comparison)
    st.markdown(f"**{literal(slice_sentence(frame, pair.noun))}**")
    large = frame[frame["num_rows"] >= _MIN_DRAWN_ROWS]
    drawn = large if len(large) else frame
    rows = zip(drawn["slice"], drawn["group"], drawn["gap"], strict=True)
    gaps = "; ".join(f"{name} {group}: {100 * gap:.1f} points" for name, group, gap in rows)
    chart(comparisons.slice_gaps(drawn, pair.direction_b), "slices", f"Gap in each slice. {gaps}")
    if hidden := len(frame) - len(drawn):
        smaller = counted(hidden, "slice", "slices")
        st.caption(f"{smaller} with fewer than {_MIN_DRAWN_ROWS} {pair.noun}: only in the table.")
    st.caption(literal(slice_caption(frame, pair, tokens_of(comparison))))
    with st.popover("Table", icon=":material/table:"):
        st.dataframe(frame, hide_index=True, alt="Gap in each slice")
    if not comparison.has_token_labels:
        _own_slices(comparison)


def _own_slices(comparison: "Comparison") -> None:
    """Accuracy and gaps in slices that a person defines, one a line."""
    from core.comparison.presentation.wording import tokens_of
    from core.comparison.rows.own_slice_tables import own_slice_table, own_slice_text
    from core.comparison.rows.own_slices import own_slices
    from core.comparison.rows.text_slices import parse_slices

    lines = st.text_area(
        "Your own slices",
        key="own_slices",
        bind="query-params",
        placeholder="word=not\nregex=(?i)\\d+/10\nlength=0-10",
        help=_SLICE_HELP,
    )
    try:
        slices = parse_slices(lines.splitlines())
        table = own_slice_table(own_slices(comparison, slices))
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="own_slice_error")
        return
    st.session_state.setdefault(state.DECISIONS, {})["slices"] = slices  # the report has the same
    if slices:
        st.dataframe(table, hide_index=True, alt="Accuracy and gaps in your own slices")
        st.caption(literal(own_slice_text(slices, tokens_of(comparison))))


def disagreements(comparison: "Comparison", pair: "Verdict") -> None:
    """The rows that only one arm predicts correctly; the chosen text can be scored on the Score page."""
    comparison = _of_one_split(comparison)
    if comparison.has_token_labels:
        token_panel.show(comparison, pair)
        return
    a, b = comparison.predictions_of(pair.a), comparison.predictions_of(pair.b)
    frame = differing.disagreements(a, b, comparison.test_rows)
    st.markdown(f"**{len(frame):,} {comparison.noun} are predicted correctly by only one arm** (mean over its seeds)")
    sides = {f"only {pair.a}": "only a right", f"only {pair.b}": "only b right"}
    side = st.segmented_control(
        "Correct", ["either", *sides], default="either", key="side", bind="query-params", required=True
    )
    rows = frame if side == "either" else frame[frame["which"] == sides[side]]
    _disagreement_rows(comparison, rows.head(_MAX_ROWS), pair)
    if is_calibrated(comparison):
        st.caption("Probabilities are those before calibration; Score shows calibrated ones.")
    if len(rows) > _MAX_ROWS:
        st.caption(f"The {_MAX_ROWS} most confident errors are listed. Each run's predictions file has all rows.")


def confusions(comparison: "Comparison", pair: "Verdict") -> None:
    """The confusion matrix of each arm; the rows of the chosen cell appear below it.

    Texts that may have several labels have a table of their labels instead.
    """
    comparison = _of_one_split(comparison)
    if comparison.has_label_sets:
        _labels(comparison, pair)
        return
    with st.container(key="confusions"):
        columns = st.columns(2, gap="medium")
    for column, arm in zip(columns, (pair.a, pair.b), strict=True):
        with column:
            _confusion(comparison, arm)
    st.caption("Choose a cell to see its rows.")
    if comparison.has_token_labels:
        _labels_of_tokens(comparison, pair)


def _labels_of_tokens(comparison: "Comparison", pair: "Verdict") -> None:
    """How well each label of tokens is predicted, and each type of span where the labels mark any."""
    from core.comparison.presentation.display_tables import span_table
    from core.comparison.rows.span_results import SPAN_RESULT_TEXT
    from core.comparison.rows.tag_results import TAG_RESULT_TEXT, tag_results

    alt = "Results of each label of tokens by arm"
    st.dataframe(tag_results(comparison), hide_index=True, alt=alt, placeholder="–")
    st.caption(TAG_RESULT_TEXT)
    tables = {arm: span_table(comparison, arm) for arm in (pair.a, pair.b)}
    for arm, table in tables.items():
        if len(table):
            st.markdown(f"**Spans of {literal(arm)}**")
            st.dataframe(table, hide_index=True, alt=f"Results of each type of span of {arm}")
    if any(map(len, tables.values())):
        st.caption(SPAN_RESULT_TEXT)


def _labels(comparison: "Comparison", pair: "Verdict") -> None:
    from core.comparison.presentation.display_tables import label_table
    from core.comparison.rows.label_results import LABEL_RESULT_TEXT

    for arm in (pair.a, pair.b):
        st.markdown(f"**{literal(arm)}**, mean of {len(comparison.arm(arm).runs)} seeds")
        st.dataframe(label_table(comparison, arm), hide_index=True, alt=f"Results of each label of {arm}")
    st.caption(LABEL_RESULT_TEXT)


def _of_one_split(comparison: "Comparison") -> "Comparison":
    """The comparison of the first split, since all runs of it share their test rows; a caption where it is not all."""
    if sentence := one_split_sentence(comparison):
        st.caption(sentence)
    return comparison.first_split


def _confusion(comparison: "Comparison", arm: str) -> None:
    from core.comparison.presentation.display_tables import confusion_classes, confusion_table

    st.markdown(f"**{literal(arm)}**, mean of {len(comparison.arm(arm).runs)} seeds")
    table = confusion_table(comparison, arm)
    predicted = list(table.columns[1:])
    selected = st.dataframe(
        table, hide_index=True, key=f"confusion_{arm}", on_select="rerun", selection_mode="single-cell",
        column_config={name: st.column_config.NumberColumn(format="%.1f") for name in predicted},
        alt=f"Confusion matrix of {arm}",
    )  # fmt: skip
    for row, column in selected["selection"]["cells"][:1]:
        if column in predicted:
            places = confusion_classes(comparison, arm)
            _cell_rows(comparison, arm, places[row], places[predicted.index(column)])
    if note := frequent_classes_note(len(comparison.class_names(arm))):
        st.caption(note)


def _cell_rows(comparison: "Comparison", arm: str, actual: int, predicted: int) -> None:
    rows = differing.confusion_rows(comparison.predictions_of(arm), comparison.test_rows, actual, predicted)
    names = comparison.class_names(arm)
    st.text(f"Actual: {names[actual]}, predicted: {names[predicted]}: {len(rows):,} {comparison.noun}")
    selected = st.dataframe(
        rows.head(_MAX_ROWS), hide_index=True, height=260, alt="Rows of the cell", key=f"cell_{arm}",
        on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    if comparison.test_rows is not None:
        run_ids = [comparison.arm(arm).runs[0].run_id]
        _score_selected(rows, selected["selection"]["rows"], run_ids, f"score_cell_{arm}")


def _disagreement_rows(comparison: "Comparison", rows: pd.DataFrame, pair: "Verdict") -> None:
    from core.comparison.presentation.display_tables import disagreement_table

    a, b = (
        _percent_column(
            f"{DIRECTION_ARROWS[direction]} actual", help=f"Probability of the actual class by {arm}, mean over seeds."
        )
        for direction, arm in ((pair.direction_a, pair.a), (pair.direction_b, pair.b))
    )
    selected = st.dataframe(
        disagreement_table(comparison, pair, rows), hide_index=True, key="disagreements", on_select="rerun",
        selection_mode="single-row", height=320, alt="Rows that only one arm predicts correctly",
        column_config={
            "text": st.column_config.TextColumn("Text", width="large"),
            "actual": st.column_config.TextColumn("Actual", width=90),
            "correct": st.column_config.TextColumn("Correct", width=170),
            "row": st.column_config.NumberColumn("Row", format="%d", width=70),
            "confidence": _percent_column("Error", help="Confidence of the wrong prediction."),
            "a": a,
            "b": b,
        },
    )  # fmt: skip
    if comparison.test_rows is not None:
        run_ids = [comparison.arm(name).runs[0].run_id for name in (pair.a, pair.b)]
        _score_selected(rows, selected["selection"]["rows"], run_ids, "score_this")


def _score_selected(rows: pd.DataFrame, selected: list[int], run_ids: list[str], key: str) -> None:
    """The selected text, and a button that scores it with these runs."""
    for text in rows["text"].iloc[selected[:1]]:
        st.text(text)
        if st.button("Score this text", icon=":material/rate_review:", type="primary", key=key):
            st.switch_page(routes.SCORE, query_params=score_address(run_ids, text))
