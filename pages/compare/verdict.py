"""The verdict of a comparison: in a sentence first, then how probable, how large and how noisy."""

from typing import TYPE_CHECKING

import streamlit as st

from core.reports.figures import comparisons
from core.runs.study import MAX_ROPE_POINTS
from pages.shared.session import state
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import literal, percent

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Disagreement, Verdict
    from core.runs.study import Study

_DECISIONS = {
    "better": ":material/trending_up:",
    "worse": ":material/trending_down:",
    "same": ":material/equal:",
    "undecided": ":material/help:",
    "nothing": ":material/block:",
}


def show(comparison: "Comparison", verdict: "Verdict | None") -> None:
    """The verdict on a pair of arms; what forbids one, where something does."""
    for note in comparison.notes:
        st.caption(literal(note))
    if comparison.confounds:
        _refuse(comparison)
        return
    if verdict is None:
        st.caption(_nothing_to_hold_against(comparison))
        return
    _headline(verdict)
    if comparison.model_differences:
        names = ", ".join(f"`{name}`" for name in comparison.model_differences)
        st.warning(f"The networks differ in more than how they read: {names}. Part of the gap may be theirs.")
    from core.comparison import verdicts  # with scipy, which `compare_runs` has loaded

    st.caption(
        " ".join(filter(None, map(literal, (verdicts.noise_sentence(verdict), comparison.baseline_sentence or ""))))
    )


def rope_input(study: "Study | None") -> float:
    """The region of practical equivalence, as a share; typed in points, at first what the study was planned with."""
    planned = round(100 * study.plan.rope, 2) if study else 1.0
    of = study.study_id if study else ""
    if st.session_state.get(state.ROPE_OF, of) != of:
        st.session_state["rope"] = planned  # what was typed for another study is not meant for this one
    st.session_state[state.ROPE_OF] = of
    points = st.number_input(
        "Same within (points)",
        0.0,
        max(MAX_ROPE_POINTS, planned),
        planned,
        0.5,
        key="rope",
        bind="query-params",
        width=180,
        help="The region of practical equivalence: differences up to this many points do not matter to you.",
    )
    return points / 100


def pair_input(comparison: "Comparison") -> "Verdict | None":
    """The verdict on the pair of arms that is chosen, where there are several pairs; None without any."""
    pairs = {f"{one.b} against {one.a}": one for one in comparison.verdicts}
    if len(pairs) < 2:
        return next(iter(comparison.verdicts), None)
    chosen = st.selectbox("Pair", list(pairs), key="pair", bind="query-params", width=330)
    return pairs.get(chosen, comparison.verdicts[0])


def _headline(verdict: "Verdict") -> None:
    from core.comparison import verdicts

    st.subheader(f"{_DECISIONS[verdict.decision]} {literal(verdicts.sentence(verdict))}", anchor=False)
    if verdict.probabilities is None:
        st.caption(
            "One run of an architecture says nothing about it: another seed changes the numbers and can turn their "
            "order around. The interval is what the test rows leave open about these two networks. Train a study."
        )
        return
    told = verdict.probabilities
    alt = f"Worse {percent(told.worse)}, practically the same {percent(told.same)}, better {percent(told.better)}"
    chart(comparisons.chances(verdict), "chances", alt)


def mcnemar(verdict: "Verdict | None") -> None:
    """McNemar's test of each pair of networks, a click away; nothing without a verdict."""
    if verdict is None:
        return
    with st.popover("McNemar's test", icon=":material/fact_check:", key="mcnemar"):
        st.caption(
            "Rows that only one of two trained networks gets right, and how often chance alone splits them so unevenly "
            "(p). Below the pairs of arms: two seeds of one arm, which differ by chance alone."
        )
        st.dataframe(
            [_row(one) for one in (*verdict.between, *verdict.within)],
            hide_index=True,
            width=760,
            alt="McNemar's test of each pair of networks",
            column_config={
                "disagreement": st.column_config.NumberColumn("disagree", format="%.1f %%"),
                "p": st.column_config.NumberColumn("p", format="%.4f"),
            },
        )


def _row(one: "Disagreement") -> dict[str, object]:
    return {
        "a": f"{one.a}, seed {one.seed_a}",
        "b": f"{one.b}, seed {one.seed_b}",
        "only a right": one.test.only_a,
        "only b right": one.test.only_b,
        "of": one.test.num_rows,
        "disagreement": 100 * one.test.disagreement,
        "p": one.test.p_value,
    }


def _refuse(comparison: "Comparison") -> None:
    listed = "\n".join(f"- **{one.kind}**: {literal(one.words)}" for one in comparison.confounds)
    st.warning(
        "No verdict: these runs differ in more than how they read, and any gap may come from that.\n\n"
        f"{listed}\n\nThe curves and numbers below are shown all the same.",
        icon=":material/difference:",
    )


def _nothing_to_hold_against(comparison: "Comparison") -> str:
    if not comparison.arms:
        return "None of these runs has test results to compare yet."
    return "There is one architecture so far: a verdict needs two, with the same seeds."
