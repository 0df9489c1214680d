"""The verdict of a comparison: a sentence first, then probability, size and noise."""

from typing import TYPE_CHECKING

import streamlit as st

from core.comparison.presentation import verdict_wording, wording
from core.comparison.presentation.interval_tables import pair_f1_sentence
from core.comparison.presentation.pair_tables import lead_sentence
from core.reports.figures import comparisons
from core.runs.study import MAX_ROPE_POINTS
from pages.compare import selection
from pages.shared.session import state
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import literal, percent

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict
    from core.runs.study import Study

_ICONS = {
    "better": ":material/trending_up:",
    "worse": ":material/trending_down:",
    "same": ":material/equal:",
    "undecided": ":material/help:",
    "nothing": ":material/block:",
}
_ROPE_USED = "rope_used"  # the last one within its range, in points
_ROPE_HELP = (
    "Region of practical equivalence: smaller differences in accuracy count as the same. Raise it when small gains are "
    "not worth the cost of a second direction."
)


def show(comparison: "Comparison", pair: "Verdict | None") -> None:
    """The verdict on a pair of arms, or the reason why there is none."""
    for note in comparison.notes:
        st.caption(literal(wording.note_sentence(note)))
    if comparison.confounds:
        _confounds(comparison)
    elif pair is None and not comparison.arms:
        st.caption("None of these runs has test results yet. The verdict appears when two of them have finished.")
    elif pair is None:
        st.caption("Only one architecture has results. A verdict needs two, trained with the same seeds.")
    else:
        _verdict(comparison, pair)


def rope_input(study: "Study | None") -> float:
    """The region of practical equivalence, as a share; typed in points, by default that of the study's plan."""
    planned = round(100 * study.plan.rope, 2) if study else 1.0
    study_id = study.study_id if study else ""
    if st.session_state.get(state.ROPE_OF, study_id) != study_id:
        st.session_state["rope"] = st.session_state[_ROPE_USED] = planned  # the typed value was for another study
    st.session_state[state.ROPE_OF] = study_id
    with st.container(gap="xsmall", width=260):
        points = st.number_input(
            "ROPE (points)", value=planned, step=0.5, key="rope", bind="query-params", width=180, help=_ROPE_HELP
        )
        highest = max(MAX_ROPE_POINTS, planned)
        if 0 <= points <= highest:
            st.session_state[_ROPE_USED] = points
        else:
            used = st.session_state.get(_ROPE_USED, planned)
            st.markdown(
                f":red[:material/error: The ROPE is {points:g} points. It must be from 0 to {highest:g}. Change it; "
                f"the verdict uses {used:g}.]"
            )
            points = used
    return points / 100


def pair_input(comparison: "Comparison") -> "Verdict | None":
    """The verdict on the chosen pair of arms; the only one where there is one pair, None without any."""
    pairs = {f"{one.b} against {one.a}": one for one in comparison.verdicts}
    if len(pairs) < 2:
        return next(iter(comparison.verdicts), None)
    chosen = st.selectbox("Pair", list(pairs), key="pair", bind="query-params", width=330)
    return pairs.get(chosen, comparison.verdicts[0])


def mcnemar(comparison: "Comparison", pair: "Verdict | None") -> None:
    """McNemar's test of each pair of networks, and the odds of errors near 0 and 100 %; nothing without a verdict."""
    if pair is None:
        return
    from core.comparison.presentation.display_tables import mcnemar_table

    with st.popover("McNemar's test", icon=":material/fact_check:", key="mcnemar"):
        if sentence := verdict_wording.error_odds_sentence(comparison, pair):
            st.markdown(literal(sentence))
        st.caption(
            "Rows that only one of two trained networks predicts correctly, and the probability p that chance alone "
            "splits them so unevenly. The last rows compare two seeds of one arm, which differ by chance alone."
        )
        st.dataframe(
            mcnemar_table(pair),
            hide_index=True,
            width=760,
            alt="McNemar's test of each pair of networks",
            column_order=["Network a", "Network b", "p", "Only a correct", "Only b correct", "Disagreement", "Rows"],
            column_config={
                "Network a": st.column_config.TextColumn(width=186),
                "Network b": st.column_config.TextColumn(width=186),
                "p": st.column_config.NumberColumn(format="%.4f", width=62),
                "Only a correct": st.column_config.NumberColumn(width=106),
                "Only b correct": st.column_config.NumberColumn(width=106),
                "Disagreement": st.column_config.NumberColumn(format="%.1f %%", width=106),
                "Rows": st.column_config.NumberColumn(width=60),
            },
        )


def _verdict(comparison: "Comparison", pair: "Verdict") -> None:
    from core.comparison.verdicts.forward_limit import forward_limit
    from core.comparison.verdicts.headline import headline

    if lead := lead_sentence(comparison):
        st.markdown(literal(lead))
    limit = forward_limit(comparison, pair)
    st.subheader(f"{_ICONS[pair.decision]} {literal(headline(pair, limit is not None))}", anchor=False)
    st.markdown(literal(wording.headed_sentence(pair)))
    if sentence := pair_f1_sentence(comparison, pair):
        st.markdown(f"**{literal(sentence)}**")
    if limit:
        st.markdown(literal(wording.limit_sentence(limit)))
    if pair.probabilities is None:
        if "untrained" not in pair.withheld:  # more seeds of networks that learned nothing show nothing either
            st.caption(" ".join(_one_seed_sentences(comparison, pair)))
            if not comparison.study:
                selection.offer_seeds(comparison)
    elif pair.states_chances:
        values = pair.probabilities
        chart(
            comparisons.chances(pair),
            "chances",
            f"Worse {percent(values.worse)}, practically the same {percent(values.same)}, "
            f"better {percent(values.better)}",
        )
    if comparison.model_differences:
        names = ", ".join(f"`{name}`" for name in comparison.model_differences)
        st.warning(f"The networks also differ in {names}. Part of the gap may come from that.")
    if caution := wording.version_caution(comparison, pair):
        st.warning(literal(caution))
    cautions = (
        wording.region_sentence(comparison),
        *verdict_wording.caution_sentences(pair),
        wording.baseline_sentence(comparison),
    )
    st.caption(" ".join(literal(sentence) for sentence in cautions if sentence))
    with st.expander("What this verdict rests on", icon=":material/balance:"):
        about_all = (wording.split_sentence(comparison), *wording.search_sentences(comparison))
        basis = (*verdict_wording.basis_sentences(pair), *about_all)
        st.markdown("\n".join(f"- {literal(sentence)}" for sentence in basis if sentence))


def _one_seed_sentences(comparison: "Comparison", pair: "Verdict") -> list[str]:
    """What a single pair of networks does not show, and what to do for a verdict."""
    return [
        "Another seed can reverse the order.",
        # a verdict that a baseline or failed seeds rule out states no interval
        *(
            ["The interval is the uncertainty from the number of test rows, for these two networks."]
            if "interval" in verdict_wording.verdict_sentence(pair)
            else []
        ),
        "A verdict needs more finished seeds of each arm.",
    ]


def _confounds(comparison: "Comparison") -> None:
    reasons = "\n".join(f"- **{one.kind}**: {literal(wording.confound_sentence(one))}" for one in comparison.confounds)
    st.warning(
        f"{wording.confounded_sentence(comparison.runs)}\n\n{reasons}\n\nCurves and metrics are shown below. For a "
        "verdict, choose runs that differ only in direction, or train a study whose arms have these settings.",
        icon=":material/difference:",
    )
