"""The panels about all arms: metrics, learning curves, calibration and word order."""

from typing import TYPE_CHECKING

import streamlit as st

from core.comparison.presentation.wording import one_split_sentence
from core.reports.figures import arm_curves, comparisons
from pages.compare import setting_panel
from pages.shared.session import cache, state
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count, literal, percent

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict


CALIBRATION_STATES = ("before calibration", "after calibration")


def metrics(comparison: "Comparison") -> None:
    """Every metric of each arm, the baselines first, and the test accuracy of each run."""
    from core.comparison.presentation.display_tables import metric_table
    from core.comparison.presentation.interval_tables import DIFFERENCE_TEXT, PLUS_MINUS, difference_table

    setting_panel.show(comparison)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        arms = comparison.arm_metrics
        values = "; ".join(
            f"{name} {percent(share)}" for name, share in zip(arms["name"], arms["test_accuracy"], strict=True)
        )
        figure = comparisons.accuracies(arms, comparison.accuracies, comparison.baseline_accuracies)
        lines = "".join(f"; {name} {percent(share)}" for name, share in comparison.baseline_accuracies.items())
        chart(figure, "accuracies", f"Test accuracy of each arm and seed. {values}{lines}")
    with right:
        if verdicts := [verdict for verdict in comparison.verdicts if verdict.probabilities]:
            gaps = "; ".join(f"{one.b} against {one.a}: {100 * one.estimate.mean:.1f} points" for one in verdicts)
            chart(comparisons.estimates(verdicts), "estimates", f"Difference of each pair. {gaps}")
            st.caption("Differences with 95 % intervals over splits, seeds and test rows. Grey: practically the same.")
    st.dataframe(metric_table(comparison.metrics), hide_index=True, alt="Mean, standard error and N of each metric")
    rule = "A text is right when all of its labels are. " if comparison.has_label_sets else ""
    sizes = sorted({run.metrics["num_test"] for run in comparison.runs if "num_test" in run.metrics})
    size = f"{' or '.join(map(count, sizes))} {comparison.noun}"
    st.caption(
        f"{PLUS_MINUS}. {rule}F1 is macro F1. Calibration error is the expected calibration error (15 bins). Rows per "
        f"second: scoring with ONNX Runtime. Training seconds: all epochs. Test set: {size}."
    )
    _pairs(comparison)
    if len(comparison.splits) > 1:
        for verdict in comparison.verdicts:
            _split_gaps(verdict)
    differences = difference_table(comparison, "test_f1", "test_calibration_error")
    if len(differences):
        st.dataframe(differences, hide_index=True, alt="Differences in F1 and calibration error of each pair")
        st.caption(" ".join(filter(None, (DIFFERENCE_TEXT, one_split_sentence(comparison)))))


def _pairs(comparison: "Comparison") -> None:
    """All pairs of arms, corrected for their number, where there are several."""
    from core.comparison.presentation.pair_tables import PAIRS_TEXT, pair_table

    if len(comparison.corrected_pairs) < 2:
        return
    st.markdown("**All pairs**")
    st.dataframe(pair_table(comparison), hide_index=True, alt="Difference of each pair, corrected for their number")
    st.caption(PAIRS_TEXT)


def _split_gaps(verdict: "Verdict") -> None:
    """The gap of a pair of arms on each split."""
    from core.comparison.presentation.display_tables import split_gap_table

    st.markdown(f"**{literal(verdict.b)} minus {literal(verdict.a)} on each split**")
    points = st.column_config.NumberColumn(format="%.1f points")
    st.dataframe(
        split_gap_table(verdict), hide_index=True, alt=f"Gap of {verdict.b} and {verdict.a} on each split",
        column_config=dict.fromkeys(("Gap", "Low", "High"), points),
    )  # fmt: skip
    st.caption("The interval of a split holds for its training set, over its seeds and test rows (95 %).")


def curves(comparison: "Comparison") -> None:
    """Mean and band over seeds by epoch, with the best and the last epoch marked."""
    from core.comparison.learning_curves import BANDS, best_epochs, best_run_epochs, learning_curves

    with st.container(horizontal=True, vertical_alignment="bottom"):
        band = st.segmented_control(
            "Band", BANDS, default="min-max", key="band", bind="query-params", required=True,
            help="What the band around the mean shows: the range over seeds, one standard deviation, or the 95 % "
            "confidence interval of the mean. Choose the interval to judge the mean, the range to see every seed.",
        )  # fmt: skip
        st.session_state.setdefault(state.BAND, {})["band"] = band  # the report uses the same band
        with_best = st.toggle(
            "Best run", key="best_run", bind="query-params",
            help="Adds the run of each arm with the highest accuracy. Use it to compare the mean with a real run.",
        )  # fmt: skip
    epochs = cache.store().epochs([run.run_id for arm in comparison.arms for run in arm.runs])
    frame = learning_curves(comparison.arms, epochs, band)
    if frame.empty:
        st.caption("No epochs yet. The curves appear when the first epoch ends.")
        return
    prefix = "val_" if (frame["measure"] == "val_accuracy").any() else ""
    best_runs = best_run_epochs(comparison.arms, epochs) if with_best else None
    for column, measure in zip(st.columns(2, gap="medium"), ("accuracy", "loss"), strict=True):
        with column:
            name = f"{prefix}{measure}"
            baselines = comparison.baseline_accuracies if measure == "accuracy" else None
            alt = f"{name} by epoch: mean and band of {', '.join(arm.name for arm in comparison.arms)}"
            chart(arm_curves.band_curves(frame, name, baselines, best_runs), f"bands_{name}", alt)
    if any(run.config.train.monitor == "val_macro_f1" for arm in comparison.arms for run in arm.runs):
        alt = f"Macro F1 by epoch: mean and band of {', '.join(arm.name for arm in comparison.arms)}"
        chart(arm_curves.band_curves(frame, "val_macro_f1", best_runs=best_runs), "bands_val_macro_f1", alt)
    ends = best_epochs(frame, f"{prefix}accuracy")
    columns = (ends[name] for name in ("arm", "best", "best_epoch", "last", "last_epoch"))
    st.text(
        "; ".join(
            f"{arm}: best {percent(best)} at epoch {best_epoch}, last {percent(last)} at epoch {last_epoch}"
            for arm, best, best_epoch, last, last_epoch in zip(*columns, strict=True)
        )
    )
    st.caption("Ring: best mean. Square: last epoch. N falls where early stopping ends some runs sooner.")
    with st.popover("Table", icon=":material/table:"):
        st.dataframe(frame, hide_index=True, alt="Mean and band by arm, measure and epoch")


def calibration(comparison: "Comparison") -> None:
    """Whether confidence agrees with the share of correct predictions, before and after calibration."""
    from core.comparison.decisions.temperatures import calibrated, is_calibrated
    from core.comparison.presentation import temperature_tables
    from core.comparison.presentation.interval_tables import CALIBRATION_TEXT, calibration_table, difference_table

    when = "before calibration"
    if is_calibrated(comparison):
        when = st.segmented_control(
            "Probabilities", CALIBRATION_STATES, default=when, key="calibrated", bind="query-params", required=True,
            help="Whether the diagram shows the probabilities of the trained networks, or those after their logits are "
            "divided by the temperature. Choose the second to see what Score shows.",
        )  # fmt: skip
    drawn = calibrated(comparison) if when == CALIBRATION_STATES[1] else comparison
    curves = {(arm.name, arm.direction): drawn.reliability(arm.name) for arm in comparison.arms}
    errors = comparison.intervals.calibrations
    left, right = st.columns([3, 2], gap="medium")
    with left:
        values = "; ".join(f"{name}: calibration error {percent(one.error)}" for name, one in errors.items())
        chart(comparisons.reliability_diagram(curves), "reliability", f"Reliability diagram. {values}")
    with right:
        st.caption(
            "Each point: test rows of similar confidence, and the share of them that is predicted correctly. Below the "
            "dotted line a network is overconfident. Bars are 95 % intervals for these networks on new test rows: a "
            "row counts once, however many seeds predict it. Hollow points have too few rows for an interval."
        )
        for (name, _), curve in curves.items():
            with st.expander(name):
                st.dataframe(curve, hide_index=True, alt=f"Reliability of {name}")
    st.dataframe(calibration_table(comparison), hide_index=True, alt="Calibration error of each arm, with its interval")
    st.caption(" ".join(filter(None, (CALIBRATION_TEXT, one_split_sentence(comparison)))))
    temperatures = temperature_tables.temperature_table(comparison)
    st.dataframe(temperatures, hide_index=True, alt="Temperature of each arm, and what it changes on the test set")
    st.caption(f"{temperature_tables.TEMPERATURE_TEXT} {temperature_tables.uncalibrated_note(comparison)}")
    differences = difference_table(comparison, "test_calibration_error")
    if len(differences):
        st.dataframe(differences, hide_index=True, alt="Difference in calibration error of each pair")


def word_order(comparison: "Comparison") -> None:
    """How much accuracy each arm loses when the words of the test texts are shuffled."""
    from core.comparison.presentation.interval_tables import difference_table, word_order_table

    table = word_order_table(comparison)
    if table.empty:
        st.caption("No word-order results for these runs. Train them again on texts to measure it.")
        return
    st.dataframe(table, hide_index=True, width=900, alt="Accuracy on texts and on shuffled texts")
    st.caption(
        "Accuracy on the test texts, and on the same texts with their words in random order. A network that loses "
        "nothing ignores word order; then neither direction can help, however large the gap. 95 % intervals; runs of "
        f"older versions have them over seeds alone. {one_split_sentence(comparison) or ''}"
    )
    differences = difference_table(comparison, "shuffled_loss")
    if len(differences):
        st.dataframe(
            differences, hide_index=True, width=900, alt="Difference of the loss on shuffled words of each pair"
        )
