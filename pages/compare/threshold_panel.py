"""The panel of decision thresholds: curves, costs of wrong decisions, and the threshold that costs least."""

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import BothwaysError
from core.evaluation.threshold import HALF, Costs
from pages.shared.access import visitor
from pages.shared.session import state
from pages.shared.ui import error_box
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import literal

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.decisions.thresholds import ThresholdChoice

_COST_HELP = "What one {} costs, in any unit. Raise it where such errors are worse than the others."
_THRESHOLD_HELP = (
    "The calibrated probability above which a row is decided as the positive class. Move it to see the trade."
)
_KEEP_HELP = (
    "Stores each run's threshold: Score, batches and `score` then show the decision beside the predicted class."
)


def show(comparison: "Comparison") -> None:
    """Precision, recall and ROC curves at a threshold, and the threshold of least cost on validation data."""
    from core.comparison.decisions.thresholds import check_two_classes  # SciPy: only who opens the panel waits for it

    try:
        names = check_two_classes(comparison)
    except BothwaysError as error:
        st.caption(literal(f"{error.problem} {error.expected}"))
        return
    columns = st.columns([2, 2, 2, 4], gap="medium")
    positive = columns[0].selectbox(
        "Positive class", names, 1, key="threshold_class", bind="query-params",
        help="The class that is looked for: precision and recall are those of its decisions.",
    )  # fmt: skip
    values = [
        column.number_input(
            f"Cost: {kind}", value=1.0, step=1.0, key=f"cost_{key}", bind="query-params", help=_COST_HELP.format(kind)
        )
        for column, kind, key in zip(columns[1:3], ("false positive", "false negative"), ("fp", "fn"), strict=True)
    ]
    threshold = columns[3].slider(
        "Threshold", 0.0, 1.0, HALF, 0.01, key="threshold", bind="query-params", help=_THRESHOLD_HELP
    )
    try:
        costs = Costs(*values)
        choice = {"costs": costs, "positive": names.index(positive)}
        st.session_state.setdefault(state.DECISIONS, {}).update(choice)  # the report has the same
        _results(comparison, costs, names.index(positive), threshold)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="threshold_error")


def _results(comparison: "Comparison", costs: Costs, positive: int, threshold: float) -> None:
    from core.comparison.decisions import thresholds
    from core.comparison.presentation import threshold_tables
    from core.comparison.presentation.wording import one_split_sentence
    from core.reports.figures.threshold_curves import precision_recall_curves, roc_curves

    scores = thresholds.scores_by_arm(comparison, positive)
    arms = {(arm.name, arm.direction): scores[arm.name] for arm in comparison.first_split.arms}
    rates = threshold_tables.rate_table(thresholds.arm_rates(comparison, threshold, costs, positive))
    values = "; ".join(
        f"{row['Arm']}: precision {row['Precision']}, recall {row['Recall']}" for _, row in rates.iterrows()
    )
    left, right = st.columns(2, gap="medium")
    with left:
        chart(precision_recall_curves(arms, threshold), "precision_recall", f"Precision and recall. {values}")
    with right:
        chart(roc_curves(arms, threshold), "roc", f"ROC curve. {values}")
    st.dataframe(rates, hide_index=True, alt="Precision, recall and cost of each arm at the threshold")
    st.caption("At the threshold above, the same for all runs: means over the runs of an arm, on the test set.")
    choices = thresholds.threshold_choices(comparison, costs, positive)
    st.markdown("**Threshold with the least cost**")
    st.dataframe(
        threshold_tables.choice_table(comparison, choices), hide_index=True, alt="Threshold of least cost of each arm"
    )
    st.caption(
        f"{threshold_tables.THRESHOLD_TEXT} {threshold_tables.NO_VALIDATION} {one_split_sentence(comparison) or ''}"
    )
    _keep(comparison, choices, positive)


def _keep(comparison: "Comparison", choices: "list[ThresholdChoice]", positive: int) -> None:
    """Buttons that store the thresholds with the runs, and remove them."""
    from core.comparison.decisions.stored_rules import remove_rules, store_rules, stored_rules

    stored, owners = stored_rules(comparison), [run.owner for run in comparison.runs]
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Use on Score", icon=":material/save:", key="keep_thresholds",
            **visitor.permit_change(owners, not any(choice.thresholds for choice in choices), _KEEP_HELP),
        ):  # fmt: skip
            store_rules(comparison, choices, positive, visitor.actor())
            st.rerun()
        if stored:
            if st.button(
                "Stop using", icon=":material/delete:", key="remove_thresholds", **visitor.permit_change(owners)
            ):
                remove_rules(comparison, visitor.actor())
                st.rerun()
            st.text(f"In use by {len(stored)} of {len(comparison.runs)} runs.")
