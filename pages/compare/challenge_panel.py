"""The panel of challenges: sentences with one difficulty each, and how many of them each arm gets right."""

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import BothwaysError, InputError
from core.reports.figures.challenge_rates import challenge_rates
from pages.shared.session import cache
from pages.shared.ui import error_box
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import literal, percent

if TYPE_CHECKING:
    import numpy as np

    from core.comparison.comparison import Comparison
    from core.inference.challenges import Challenge

_OWN_HELP = "One sentence a line, after + for positive or - for negative. They are a category of their own below."
_POSITIVE_HELP = "The class that stands for a positive sentence."


def show(comparison: "Comparison") -> None:
    """The share of sentences that each arm gets right by difficulty, the gaps, and one's own sentences."""
    from core.inference.challenges import positive_class  # ONNX Runtime: only who opens the panel waits for it

    if comparison.noun != "texts":
        st.caption("Challenges are English sentences. Choose runs that read texts.")
        return
    try:
        class_names = cache.scorer(comparison.first).class_names
        positive_class(class_names)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="no_challenges")
        return
    left, right = st.columns([3, 1], gap="medium")
    lines = left.text_area(
        "Your own sentences", key="challenge_lines", placeholder="+ Not bad at all.\n- Not a good film.", help=_OWN_HELP
    )
    names = list(class_names)
    positive = right.selectbox(
        "Positive class", names, names.index(positive_class(names)), key="positive_class", help=_POSITIVE_HELP
    )
    try:
        _results(comparison, lines, positive)
    except BothwaysError as error:  # another network has other classes, or its file is missing
        error_box.error_box(error_box.error_parts(error), key="no_challenge_results")


def _results(comparison: "Comparison", lines: str, positive: str) -> None:
    from core.comparison.presentation.challenge_tables import challenge_text, gap_table, only_one_table, rate_table
    from core.comparison.presentation.verdict_wording import untrained_sentence
    from core.inference.challenges import challenges, pass_rates, read_lines

    try:
        own = read_lines(lines.splitlines())
    except InputError as error:
        error_box.error_box(error_box.error_parts(error), key="challenge_line")
        own = ()
    suite = challenges() + own
    rights = _rights(comparison, suite, positive)
    rates = {(arm.name, arm.direction): pass_rates(suite, rights[arm.name]) for arm in comparison.arms}
    values = "; ".join(
        f"{name}: {', '.join(f'{category} {percent(one.mean)}' for category, one in of_arm.items())}"
        for (name, _), of_arm in rates.items()
    )
    chart(challenge_rates(rates), "challenges", f"Sentences that are right, by difficulty. {values}")
    for pair in comparison.verdicts:
        if "untrained" in pair.withheld:
            st.caption(literal(untrained_sentence(pair)))
    st.caption(challenge_text(suite))
    st.dataframe(
        rate_table(suite, rights), hide_index=True, height="content", alt="Share of sentences that each arm gets right"
    )
    if len(rights) < 2:
        return
    st.markdown("**Gaps in points**")
    st.dataframe(
        gap_table(suite, rights), hide_index=True, height="content", alt="Difference of each pair of arms by difficulty"
    )
    only_one = only_one_table(suite, rights)
    st.markdown(f"**{len(only_one)} sentences are right in all networks of one arm and wrong in all of another**")
    if len(only_one):
        st.dataframe(only_one, hide_index=True, alt="Sentences that only one arm gets right")


def _rights(comparison: "Comparison", suite: "tuple[Challenge, ...]", positive: str) -> dict[str, "np.ndarray"]:
    """By arm, whether each of its networks is right about each sentence."""
    import numpy as np

    runs = [run for arm in comparison.arms for run in arm.runs]
    with st.empty():
        rights = {}
        for number, run in enumerate(runs):
            st.progress(number / len(runs), text=f"Testing {literal(run.name)} …")
            rights[run.run_id] = cache.challenge_results(run, suite, positive)
        st.space("xsmall")
    return {arm.name: np.stack([rights[run.run_id] for run in arm.runs]) for arm in comparison.arms}
