"""What a planned study decides: from which gap on, what that assumes, and how many seeds would decide more."""

import streamlit as st

from core.comparison.planning.like_studies import observe
from core.comparison.planning.part_sizes import part_sizes
from core.comparison.planning.power import forecast_power
from core.comparison.planning.power_wording import assumptions, more_power, power_sentence, same_sentence, smallest_gap
from core.runs.study import StudyPlan
from pages.shared.session import cache
from pages.train.cautions import DataFacts


def show(plan: StudyPlan, facts: DataFacts) -> None:
    """The smallest gap that is decided in bold, equal arms, the assumptions, and a hint."""
    sizes = part_sizes(plan.config, facts.num_rows, facts.own_sets)
    if sizes is None:
        st.caption("The smallest gap that this study decides appears here once the data have been read.")
        return
    num_test, observed = max(1, sizes.test), observe(cache.store(), plan.config, cache.variability)
    power = forecast_power(plan, num_test, observed.variability)
    sentence = power_sentence(plan, num_test, power)
    if gap := smallest_gap(power):
        st.markdown(sentence.replace(gap, f"**{gap}**", 1))
    else:
        st.warning(sentence, icon=":material/warning:")
    if equal_arms := same_sentence(plan, power):
        st.markdown(equal_arms)
    st.caption(assumptions(plan, observed))
    if hint := more_power(plan, power):
        st.caption(f":material/lightbulb: {hint}")
