"""Where and on which texts two arms differ: slices, disagreements, and the rows behind a confusion matrix."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.comparison.disagreements import confusion_rows, disagreements
from core.reports.figures import comparisons
from core.reports.figures.training_curves import DIRECTION_ARROWS
from pages.shared.runs.score_address import score_address
from pages.shared.session import routes
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import literal

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict

_MOST_ROWS = 500


def where(comparison: "Comparison", verdict: "Verdict") -> None:
    """The gap on parts of the test texts."""
    slices = comparison.slices.get((verdict.a, verdict.b))
    if slices is None:
        st.caption(
            "Slices need texts, a seed that both arms share, and the linear baseline, which finds decisive words."
        )
        return
    told = "; ".join(f"{row.slice} {row.group}: {100 * row.gap:.1f} points" for row in slices.itertuples())
    chart(comparisons.slice_gaps(slices, verdict.direction_b), "slices", f"Gap in each slice. {told}")
    st.caption(
        f"Accuracy of {literal(verdict.b)} minus that of {literal(verdict.a)}, in brackets the number of texts; 95 % "
        "bootstrap intervals over texts. The decisive word is the one with the largest weight in the linear baseline. "
        "Among a dozen slices one interval may leave zero out by chance."
    )
    with st.popover("Numbers", icon=":material/table:"):
        st.dataframe(slices, hide_index=True, alt="Gap in each slice")


def texts(comparison: "Comparison", verdict: "Verdict") -> None:
    """The rows that one arm gets right and the other wrong; a click sends a text to the Score page."""
    a, b = comparison.of_arm(verdict.a), comparison.of_arm(verdict.b)
    frame = disagreements(a, b, comparison.test_rows)
    st.markdown(f"**{len(frame):,} {comparison.noun} that only one arm gets right** (by the mean of its seeds)")
    sides = {f"only {verdict.a}": "only a right", f"only {verdict.b}": "only b right"}
    side = st.segmented_control(
        "Right", ["either", *sides], default="either", key="side", bind="query-params", required=True
    )
    shown = frame if side == "either" else frame[frame["which"] == sides[side]]
    _rows(comparison, shown.head(_MOST_ROWS), verdict, "disagreements")
    if len(shown) > _MOST_ROWS:
        st.caption(f"The {_MOST_ROWS} with the surest errors are listed; the CSV of each run's predictions has all.")


def confusions(comparison: "Comparison", verdict: "Verdict") -> None:
    """Confusion matrices; a cell chosen in one shows its rows below."""
    names = comparison.class_names(verdict.a)
    with st.container(key="confusions"):
        places = st.columns(2, gap="medium")
    for place, arm in zip(places, (verdict.a, verdict.b), strict=True):
        with place:
            st.markdown(f"**{literal(arm)}**, mean of {len(comparison.arm(arm).runs)} seeds")
            counts = comparison.confusion(arm)
            table = pd.DataFrame(counts, columns=[f"said {name}" for name in names])
            table.insert(0, "truly", list(names))
            chosen = st.dataframe(
                table, hide_index=True, key=f"confusion_{arm}", on_select="rerun", selection_mode="single-cell",
                column_config={name: st.column_config.NumberColumn(format="%.1f") for name in table.columns[1:]},
                alt=f"Confusion matrix of {arm}",
            )  # fmt: skip
            cells = [cell for cell in chosen.selection.cells if cell[1] != "truly"]
            if cells:
                row, column = cells[0]
                _cell(comparison, arm, int(row), list(table.columns[1:]).index(column))
    st.caption("Choose a cell to see its rows.")


def _cell(comparison: "Comparison", arm: str, true: int, predicted: int) -> None:
    rows = confusion_rows(comparison.of_arm(arm), comparison.test_rows, true, predicted)
    names = comparison.class_names(arm)
    st.text(f"Truly {names[true]}, said {names[predicted]}: {len(rows):,} {comparison.noun}")
    chosen = st.dataframe(
        rows.head(_MOST_ROWS), hide_index=True, height=260, alt="Rows of the cell", key=f"cell_{arm}",
        on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    if comparison.test_rows is not None:
        _send(rows.iloc[chosen.selection.rows[:1]], [comparison.arm(arm).runs[0].run_id], f"score_cell_{arm}")


def _rows(comparison: "Comparison", frame: pd.DataFrame, verdict: "Verdict", key: str) -> None:
    names = comparison.class_names(verdict.a)
    label = frame["label"].map(lambda value: names[value] if pd.notna(value) else None)
    table = pd.DataFrame(
        {
            "text": frame["text"],
            "truly": label,
            "right": frame["which"].map({"only a right": f"only {verdict.a}", "only b right": f"only {verdict.b}"}),
            "confidence": 100 * frame["confidence"],
            "a": 100 * frame["probability_a"],
            "b": 100 * frame["probability_b"],
            "row": frame["row"],
        }
    )
    if comparison.test_rows is None:
        table = table.drop(columns="text")
    percentage = {"format": "%.0f %%", "width": 90}
    chosen = st.dataframe(
        table, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", height=320,
        alt="Rows that only one arm gets right",
        column_config={
            "text": st.column_config.TextColumn("Text", width="large"),
            "truly": st.column_config.TextColumn("Truly", width=90),
            "right": st.column_config.TextColumn("Right", width=170),
            "row": st.column_config.NumberColumn("Row", format="%d", width=70),
            "confidence": st.column_config.NumberColumn("Error", help="How sure the wrong arm was.", **percentage),
            "a": _true_class(verdict.direction_a, verdict.a),
            "b": _true_class(verdict.direction_b, verdict.b),
        },
    )  # fmt: skip
    if comparison.test_rows is None:
        return
    runs = [comparison.arm(name).runs[0].run_id for name in (verdict.a, verdict.b)]
    _send(frame.iloc[chosen.selection.rows[:1]], runs, "score_this")


def _send(picked: pd.DataFrame, runs: list[str], key: str) -> None:
    """The chosen text, and a button that scores it with these runs."""
    for row in picked.itertuples():
        st.text(row.text)
        if st.button("Score this text", icon=":material/rate_review:", type="primary", key=key):
            st.switch_page(routes.SCORE, query_params=score_address(runs, row.text))


def _true_class(direction: str, arm: str) -> st.column_config.NumberColumn:
    help = f"Probability that {arm} gives the true class, the mean over its seeds."
    return st.column_config.NumberColumn(f"{DIRECTION_ARROWS[direction]} true", help=help, format="%.0f %%", width=90)
