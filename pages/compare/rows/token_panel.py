"""Token panel: the test sentences in which only one arm labels some tokens correctly, as words with their tags."""

from typing import TYPE_CHECKING

import streamlit as st

from core.comparison.rows.token_disagreements import Side, TokenDisagreement, token_disagreements
from core.directions import DIRECTION_ARROWS
from core.reports.figures.theme import tag_styles
from pages.shared.runs.score_address import score_address
from pages.shared.session import routes
from pages.shared.ui.formats import count, literal
from pages.shared.ui.tag_chips import Chip, chips_html, legend_html

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict

_MOST = 12
_MOST_TOKENS = 80


def show(comparison: "Comparison", pair: "Verdict") -> None:
    """How many tokens only one arm labels correctly, and the sentences with most of them."""
    sides: dict[str, Side] = {"either": "either", f"only {pair.a}": "a", f"only {pair.b}": "b"}
    place = st.container()
    side = st.segmented_control(
        "Correct", list(sides), default="either", key="side", bind="query-params", required=True
    )
    of_a, of_b = comparison.predictions_of(pair.a), comparison.predictions_of(pair.b)
    counts, listed = token_disagreements(of_a, of_b, comparison.test_rows, sides[side], _MOST)
    place.markdown(f"**{literal(counts.sentence(pair.a, pair.b))}**")
    if comparison.test_rows is None:
        st.caption("The words of the test sentences are stored with the baselines. Add the baselines to see them.")
        return
    names = comparison.class_names(pair.a)
    styles = tag_styles(names)
    st.html(legend_html(styles))
    run_ids = [comparison.arm(name).runs[0].run_id for name in (pair.a, pair.b)]
    for one in listed:
        with st.container(border=True, key=f"disagreement_{one.row}", gap="xsmall"):
            _sentence(one, pair, names, styles, run_ids)
    if len(listed) == _MOST:
        st.caption(f"The {_MOST} sentences with the largest share of such tokens are listed.")


def _sentence(
    one: TokenDisagreement,
    pair: "Verdict",
    names: tuple[str, ...],
    styles: dict[str, tuple[str, str]],
    run_ids: list[str],
) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Row {count(one.row)}")
        if one.words and st.button(
            "Score this sentence", icon=":material/rate_review:", key=f"score_row_{one.row}", type="tertiary"
        ):
            st.switch_page(routes.SCORE, query_params=score_address(run_ids, " ".join(one.words)))
    if not one.words:
        st.caption("A token of this sentence has a space in it, so that its words cannot be listed.")
        return
    lines = (
        ("actual", one.actual, one.actual),
        (f"{DIRECTION_ARROWS[pair.direction_a]} {pair.a}", one.predicted_a, one.predicted_b),
        (f"{DIRECTION_ARROWS[pair.direction_b]} {pair.b}", one.predicted_b, one.predicted_a),
    )
    for title, labels, others in lines:
        st.text(title)
        chips = [
            Chip(word, names[label], f"{word}: {names[label]}, actual {names[actual]}", label != other)
            for word, label, other, actual in zip(one.words, labels, others, one.actual, strict=True)
        ]
        st.html(chips_html(chips[:_MOST_TOKENS], styles))
