"""What a planned study can show: the smallest gap that its seeds and test rows let through, and what that rests on."""

import streamlit as st

from core.comparison.planning.duration import part_rows
from core.comparison.planning.power import assumptions, more_power, shown, smallest_gap
from core.comparison.planning.variability import finished_like, mean_spread
from core.runs.study import StudyPlan
from core.source import KIND_NOUNS
from core.system.formatting import points
from pages.shared.session import cache
from pages.train.cautions import DataFacts


def show(plan: StudyPlan, facts: DataFacts) -> None:
    """The smallest gap, its assumptions, and what would show smaller ones."""
    rows = part_rows(plan.config, facts.num_rows)
    if rows is None:
        st.caption("How small a gap this study can show is known when its data are.")
        return
    num_test, noun = max(1, round(rows[2])), KIND_NOUNS[plan.config.dataset.kind]
    known = mean_spread([cache.variability(runs) for runs in finished_like(cache.store(), plan.config)])
    gap = points(smallest_gap(plan, num_test, known))
    st.markdown(shown(plan, num_test, known, noun).replace(gap, f"**{gap}**", 1))
    st.caption(assumptions(known, noun))
    if hint := more_power(plan, num_test, known, noun):
        st.caption(f":material/lightbulb: {hint}")
