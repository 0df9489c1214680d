"""The panels of a comparison: how large, how they learned, how sure they are, and what order is worth."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.comparison.run_frames import epochs_frame
from core.reports.figures import comparisons, training_curves
from pages.shared.session import cache, state
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count, percent

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

_SHARES = ("test_accuracy", "test_f1", "test_calibration_error", "test_shuffled_accuracy")
_COLUMNS = {
    "test_accuracy": "Accuracy",
    "test_f1": "F1",
    "test_loss": "Log loss",
    "test_calibration_error": "Calibration error",
    "num_params": "Parameters",
    "seconds": "Training seconds",
    "test_rows_per_second": "Rows a second",
}


def numbers(comparison: "Comparison") -> None:
    """Mean and standard error of every measure, with N, the linear baseline first; and every run's test accuracy."""
    metrics = comparison.metrics
    arms = metrics[metrics["direction"].isin(training_curves.DIRECTION_COLORS)]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        told = "; ".join(f"{row.name} {percent(row.test_accuracy)}" for row in arms.itertuples())
        figure = comparisons.accuracies(arms, comparison.accuracies, _baseline_accuracy(comparison))
        chart(figure, "accuracies", f"Test accuracy of each arm and seed. {told}")
    with right:
        if over_seeds := [one for one in comparison.verdicts if one.probabilities]:
            chart(
                comparisons.estimates(over_seeds),
                "estimates",
                "; ".join(f"{one.b} against {one.a}: {100 * one.estimate.mean:.1f} points" for one in over_seeds),
            )
            st.caption("Differences with 95 % intervals over seeds and test rows; grey: practically the same.")
    st.dataframe(_told(metrics), hide_index=True, alt="Mean, standard error and N of each measure")
    st.caption(
        "Mean ± standard error over seeds (N runs). F1 is macro F1; calibration error is the expected one "
        f"(15 bins); rows a second is scoring with ONNX Runtime, training seconds are those of the epochs. Test: "
        f"{count(comparison.num_test) if comparison.num_test else 'each run its own'} {comparison.noun}."
    )


def curves(comparison: "Comparison") -> None:
    """How the arms learned: mean and band over seeds, best and last epoch marked."""
    from core.comparison.learning_curves import BANDS, best_epochs, best_run, learning_curves

    with st.container(horizontal=True, vertical_alignment="bottom"):
        band = st.segmented_control(
            "Band", BANDS, default="min-max", key="band", bind="query-params", required=True,
            help="What the band around the mean spans over the seeds: all of them, one standard deviation, or the 95 % "
            "confidence interval of the mean.",
        )  # fmt: skip
        st.session_state.setdefault(state.BAND, {})["band"] = band  # the report is drawn with it
        best = st.toggle(
            "Best real run", key="best_run", bind="query-params", help="The run of each arm that came highest."
        )
    epochs = cache.store().epochs([run.run_id for arm in comparison.arms for run in arm.runs])
    frame = learning_curves(comparison.arms, epochs, band)
    if frame.empty:
        st.caption("The curves begin when the first epoch is done.")
        return
    part = "val_" if (frame["measure"] == "val_accuracy").any() else ""
    shown = None
    if best:
        chosen = {best_run(arm, epochs): arm for arm in comparison.arms}
        rows = epochs_frame({run_id: epochs[run_id] for run_id in chosen})
        shown = rows.assign(
            arm=rows["run_id"].map(lambda one: chosen[one].name),
            direction=rows["run_id"].map(lambda one: chosen[one].direction),
        )
    for place, measure in zip(st.columns(2, gap="medium"), ("accuracy", "loss"), strict=True):
        with place:
            name = f"{part}{measure}"
            baseline = _baseline_accuracy(comparison) if measure == "accuracy" else None
            alt = f"{name} by epoch: mean and band of {', '.join(arm.name for arm in comparison.arms)}"
            chart(comparisons.band_curves(frame, name, baseline, shown), f"bands_{name}", alt)
    ends = best_epochs(frame, f"{part}accuracy")
    told = (f"{one.arm}: best {percent(one.best)} at epoch {one.best_epoch}, last {percent(one.last)} at epoch "
            f"{one.last_epoch}" for one in ends.itertuples())  # fmt: skip
    st.text("; ".join(told))
    st.caption("Ring: best mean. Square: last. Where early stopping ends runs at different epochs, N falls.")
    with st.popover("Numbers", icon=":material/table:"):
        st.dataframe(frame, hide_index=True, alt="Mean and band by arm, measure and epoch")


def confidence(comparison: "Comparison") -> None:
    """Whether the networks are as often right as they are sure."""
    curves_of = {(arm.name, arm.direction): comparison.reliability(arm.name) for arm in comparison.arms}
    left, right = st.columns([3, 2], gap="medium")
    with left:
        errors = comparison.metrics.set_index("name")["test_calibration_error"]
        told = "; ".join(f"{name}: calibration error {percent(errors[name])}" for name, _ in curves_of)
        chart(comparisons.reliability_diagram(curves_of), "reliability", f"Reliability diagram. {told}")
    with right:
        st.caption(
            "Each point: the rows to which a network gave so much confidence, and how many of them were right. Below "
            "the dotted line a network is surer than it should be. Bars are 95 % intervals."
        )
        for (name, _), curve in curves_of.items():
            with st.expander(name):
                st.dataframe(curve, hide_index=True, alt=f"Reliability of {name}")


def order(comparison: "Comparison") -> None:
    """The shuffle probe: what word order is worth to each arm."""
    metrics = comparison.metrics[comparison.metrics["test_shuffled_accuracy"].notna()]
    if metrics.empty:
        st.caption("These runs have no shuffle probe: it needs texts, and runs trained since it was added.")
        return
    table = pd.DataFrame(
        {
            "Arm": metrics["name"],
            "In order": metrics["test_accuracy"].map(percent),
            "Words shuffled": metrics["test_shuffled_accuracy"].map(percent),
            "Order is worth (points)": (100 * (metrics["test_accuracy"] - metrics["test_shuffled_accuracy"])).round(1),
            "N runs": metrics["test_shuffled_accuracy_n"],
        }
    )
    st.dataframe(table, hide_index=True, width=760, alt="Accuracy on texts and on shuffled texts")
    st.caption(
        "The same test texts with their words in a random order. A network that loses nothing reads a bag of words; "
        "then neither direction can help, whatever the gap."
    )


def _baseline_accuracy(comparison: "Comparison") -> float | None:
    return comparison.baseline.metrics["test_accuracy"] if comparison.baseline else None


def _told(metrics: pd.DataFrame) -> pd.DataFrame:
    """Mean ± standard error (N) of each measure, as text."""
    table = {"Arm": metrics["name"]}
    for name, title in _COLUMNS.items():
        rows = zip(metrics[name], metrics[f"{name}_se"], metrics[f"{name}_n"], strict=True)
        table[title] = [_cell(name, *row) for row in rows]
    return pd.DataFrame(table)


def _cell(name: str, mean: float, error: float, number: int) -> str:
    if not number:
        return "–"
    if name == "num_params":
        return count(mean)
    digits = 1 if name in _SHARES or name == "seconds" else 3 if name == "test_loss" else 0
    scale = 100 if name in _SHARES else 1
    spread = "" if pd.isna(error) else f" ± {scale * error:,.{digits}f}"
    return f"{scale * mean:,.{digits}f}{' %' if scale == 100 else ''}{spread} ({number})"
