"""The tables of a comparison's report, and the numbers of each of its figures as a table."""

import html
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.directions import DIRECTION_ARROWS
from core.evaluation.baselines.baseline_store import BASELINES
from core.reports.figures.theme import Figure
from core.system.formatting import MISSING, count, loss, percent, signed_points

_METRICS = {
    "test_accuracy": "Accuracy",
    "test_f1": "Macro F1",
    "test_micro_f1": "Micro F1",
    "test_label_accuracy": "Label accuracy",
    "test_span_f1": "Span F1",
    "test_unknown_accuracy": "Accuracy, unknown words",
    "test_loss": "Log loss",
    "test_calibration_error": "Calibration error",
    "test_shuffled_accuracy": "Accuracy, words shuffled",
    "num_params": "Parameters",
    "seconds": "Training, seconds",
    "test_rows_per_second": "{} per second",
}
_SHARES = (
    "test_accuracy",
    "test_f1",
    "test_micro_f1",
    "test_label_accuracy",
    "test_span_f1",
    "test_unknown_accuracy",
    "test_calibration_error",
    "test_shuffled_accuracy",
)
_COUNTS = ("num_params", "seconds", "test_rows_per_second")
_PLOTLY_TAG = re.compile(r"</?(?:a|b|em|i|s|span|strong|sub|sup|u)(?:\s[^<>]*)?>")


@dataclass(frozen=True)
class Table:
    """Numbers or texts in rows; a cell that is no text is written with `str`."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def figure_table(figure: Figure) -> Table:
    """The numbers of a figure, for screen readers and for exact values."""
    xaxis, yaxis = (figure["layout"].get(name, {}) for name in ("xaxis", "yaxis"))
    names = dict(zip(yaxis.get("tickvals") or (), yaxis.get("ticktext") or (), strict=False))
    rows = [row for trace in figure["data"] for row in _trace_rows(trace, names)]
    columns = ["", _axis_title(xaxis, "x"), _axis_title(yaxis, "y"), "interval"]
    # The columns of names and intervals are left out where they are empty.
    used = [place for place in range(4) if place in (1, 2) or any(row[place] for row in rows)]
    return Table(
        "The numbers of this figure",
        tuple(_without_tags(columns[place]) for place in used),
        [tuple(_without_tags(row[place]) for place in used) for row in rows],
    )


def metrics_table(document: Mapping[str, Any]) -> Table:
    """Mean ± standard error over seeds (N runs) of each metric, a row per arm, the baselines first."""
    rows = document["metrics"]
    metrics = [name for name in _METRICS if any(row.get(name) is not None for row in rows)]
    titles = (_METRICS[name].format(document["noun"].capitalize()) for name in metrics)
    cells = [(_arm_label(row), *(_mean_and_error(row, name) for name in metrics)) for row in rows]
    return Table("Mean ± standard error over seeds (N runs)", ("", *titles), cells)


def pairs_table(document: Mapping[str, Any]) -> Table:
    """The estimate and the probabilities of each pair of arms."""
    verdicts = document["verdicts"]
    has_bootstrap = any(verdict.get("bootstrap") for verdict in verdicts)
    rows = []
    for verdict in verdicts:
        estimate, chances = verdict["estimate"], verdict["probabilities"]
        rows.append(
            (
                f"{verdict['b']} against {verdict['a']}",
                signed_points(estimate["mean"]),
                _signed_interval(estimate),
                *([_signed_interval(verdict["bootstrap"])] if has_bootstrap else []),
                *(percent(chances[name] if chances else None) for name in ("worse", "same", "better")),
                len(verdict["seeds"]),
                f"{estimate['num_rows']:,}",
            )
        )
    intervals = ("95 % interval", "Bootstrap interval") if has_bootstrap else ("95 % interval",)
    chances_of = ("Worse", "Practically the same", "Better")
    columns = ("", "Difference, points", *intervals, *chances_of, "Seeds", document["noun"].capitalize())
    return Table("Difference in accuracy of each pair", columns, rows)


def disagreement_table(document: Mapping[str, Any]) -> Table:
    """McNemar's test of every two networks that a verdict compares."""
    rows = [
        (
            f"{pair['a']}, seed {pair['seed_a']}",
            f"{pair['b']}, seed {pair['seed_b']}",
            f"{pair['test']['only_a']:,}",
            f"{pair['test']['only_b']:,}",
            f"{pair['test']['p_value']:.3f}",
        )
        for verdict in document["verdicts"]
        for pair in (*verdict["between"], *verdict["within"])
    ]
    columns = ("First network", "Second network", "Only the first right", "Only the second right", "p (McNemar)")
    return Table(
        f"{document['noun'].capitalize()} that only one network gets right", columns, list(dict.fromkeys(rows))
    )


def word_order_sentences(document: Mapping[str, Any]) -> list[str]:
    """The loss of accuracy of each arm when the words of each test text are shuffled."""
    sentences, intervals = [], {loss["arm"]: loss for loss in document.get("shuffled_loss", ())}
    for row in document["metrics"]:
        ordered, shuffled = row.get("test_accuracy"), row.get("test_shuffled_accuracy")
        if ordered is not None and shuffled is not None and row["name"] not in BASELINES:
            sentences.append(
                f"{row['name']}: {percent(ordered, 1)} with the words in order, {percent(shuffled, 1)} shuffled "
                f"({signed_points(shuffled - ordered)} points{_loss_interval(intervals.get(row['name']))})."
            )
    return sentences


def settings_table(settings: Mapping[str, Mapping[str, Any]]) -> Table:
    """Settings by row, arms by column."""
    arms = list(next(iter(settings.values()), {}))
    rows = [(name, *(_setting(values.get(arm)) for arm in arms)) for name, values in settings.items()]
    return Table("Settings", ("Setting", *arms), rows)


def _loss_interval(loss: Mapping[str, Any] | None) -> str:
    if loss is None or loss["low"] is None:
        return ""
    over = f"{loss['num_seeds']} seed{'' if loss['num_seeds'] == 1 else 's'}"
    rows = "" if loss["num_rows"] is None else f" and {count(loss['num_rows'])} texts"
    return f"; 95 % interval {signed_points(-loss['high'])} to {signed_points(-loss['low'])} over {over}{rows}"


def _trace_rows(trace: Mapping[str, Any], names: Mapping[Any, str]) -> Iterator[tuple[str, str, str, str]]:
    """Name, x, y and interval of each point; none for what only decorates a figure."""
    if trace.get("hoverinfo") == "skip" or trace.get("x") is None or trace.get("y") is None:
        return
    heights = trace["customdata"] if trace.get("meta") == "customdata" else trace["y"]  # where y is a place alone
    for index, (x, y) in enumerate(zip(trace["x"], heights, strict=False)):
        interval = _interval(trace.get("error_x"), x, index) or _interval(trace.get("error_y"), y, index)
        yield (
            trace.get("name") or "",
            _number(x),
            names.get(round(y), _number(y)) if names and not isinstance(y, str) else _number(y),
            interval,
        )


def _without_tags(text: str) -> str:
    """The text that plotly displays, without the tags that format it."""
    return html.unescape(_PLOTLY_TAG.sub("", text.replace("<br>", " ")))


def _interval(error: Mapping[str, Any] | None, value: Any, index: int) -> str:
    if not error or error.get("array") is None:
        return ""
    above = error["array"]
    below = error.get("arrayminus") or above
    if above[index] is None:
        return ""
    return f"{_number(value - below[index])} to {_number(value + above[index])}"


def _axis_title(axis: Mapping[str, Any], name: str) -> str:
    return axis.get("title", {}).get("text") or name


def _number(value: object) -> str:
    # rounding first: a difference of 1e-15 is zero
    return f"{round(value, 6) + 0.0:.4g}" if isinstance(value, float) else "" if value is None else str(value)


def _arm_label(row: Mapping[str, Any]) -> str:
    return f"{DIRECTION_ARROWS.get(row['direction'], '')} {row['name']}".strip()


def _signed_interval(ends: Mapping[str, float] | None) -> str:
    return f"{signed_points(ends['low'])} to {signed_points(ends['high'])}" if ends else MISSING


def _mean_and_error(row: Mapping[str, Any], name: str) -> str:
    value, error = row.get(name), row.get(f"{name}_se")
    mean = _metric(value, name)
    if value is None or (name == "num_params" and not error):
        return mean
    num_seeds = row.get(f"{name}_n") or 0
    spread = "" if error is None or num_seeds < 2 else f" ± {_metric(error, name)}"
    runs = f"{num_seeds} run{'' if num_seeds == 1 else 's'}"
    return f"{mean}{spread}" if row["name"] in BASELINES else f"{mean}{spread} ({runs})"


def _metric(value: float | None, name: str) -> str:
    if name in _SHARES:
        return percent(value, 1)
    return count(value) if name in _COUNTS else loss(value)


def _setting(value: object) -> str:
    return "–" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)
