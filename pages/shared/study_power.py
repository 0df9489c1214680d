"""What a planned study can show: the smallest gap that its seeds and test rows let through, and what that rests on."""

import streamlit as st

from core.comparison import NOUNS
from core.power import assumptions, more_power, shown, smallest_gap
from core.shares import points
from core.spread import finished_like, mean_spread
from core.study import Plan
from pages.shared import cached
from pages.shared.cautions import DataFacts
from pages.shared.estimate import part_rows


def show(plan: Plan, facts: DataFacts) -> None:
    """The smallest gap, its assumptions, and what would show smaller ones."""
    rows = part_rows(plan.config, facts.num_rows)
    if rows is None:
        st.caption("How small a gap this study can show is known when its data are.")
        return
    num_test, noun = max(1, round(rows[2])), NOUNS[plan.config.dataset.kind]
    known = mean_spread([cached.spread(runs) for runs in finished_like(cached.store(), plan.config)])
    gap = points(smallest_gap(plan, num_test, known))
    st.markdown(shown(plan, num_test, known, noun).replace(gap, f"**{gap}**", 1))
    st.caption(assumptions(known, noun))
    if hint := more_power(plan, num_test, known, noun):
        st.caption(f":material/lightbulb: {hint}")
