"""What a planned study can show: its smallest detectable gap, the assumptions, and what would show smaller ones."""

import streamlit as st

from core.comparison.planning.part_sizes import part_sizes
from core.comparison.planning.power import assumptions, more_power, power_sentence, smallest_gap
from core.comparison.planning.variability import known_variability
from core.runs.study import StudyPlan
from core.system.formatting import points
from pages.shared.session import cache
from pages.train.cautions import DataFacts


def show(plan: StudyPlan, facts: DataFacts) -> None:
    """The smallest gap in bold, its assumptions, and a hint."""
    sizes = part_sizes(plan.config, facts.num_rows)
    if sizes is None:
        st.caption("The smallest detectable gap appears here once the data have been read.")
        return
    about = (plan, max(1, sizes.test), known_variability(cache.store(), plan.config, cache.variability))
    gap = points(smallest_gap(*about))
    st.markdown(power_sentence(*about).replace(gap, f"**{gap}**", 1))
    st.caption(assumptions(plan, about[2]))
    if hint := more_power(*about):
        st.caption(f":material/lightbulb: {hint}")
