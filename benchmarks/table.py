"""The tables of what was measured, in Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

_WHO = ("ours", "keras", "torch")


def training_table(measured: Sequence[Mapping[str, Any]]) -> str:
    """A line for each race, or two: speeds in the steady state, ratios, accuracies, start-up and cold runs."""
    heads = [
        "work", "rows", "sequences/s ours / Keras / PyTorch", "× Keras", "× PyTorch", "test accuracy ours / Keras / "
        "PyTorch", "start-up s", "compiling s", "cold s", "× Keras, cold",
    ]  # fmt: skip
    lines = [
        [
            one["name"],
            f"{one['num_train']:,}",
            _each(one["sequences_per_second"], "{:,.0f}"),
            _times(one["ratio_keras"]),
            _times(one["ratio_torch"]),
            _each(one["test_accuracy"], "{:.1%}"),
            _each(one["startup_seconds"], "{:.1f}"),
            _each(one["compile_seconds"], "{:.1f}"),
            _each(one["cold_seconds"], "{:.1f}"),
            _times(one["ratio_cold"]),
        ]
        for race in measured
        for one in (race, race.get("rounded"))
        if one
    ]
    return markdown(heads, lines)


def reading_table(measured: Sequence[Mapping[str, Any]]) -> str:
    """A line for each way of reading text."""
    heads = ["work", "texts", "texts/s ours / Keras", "× Keras", "seconds", "peak memory"]
    lines = []
    for one in measured:
        num_texts = one.get("num_texts") or one["num_tweets"]
        memory = f"{one['peak_bytes'] / 1e9:.2f} GB" if "peak_bytes" in one else ""
        seconds = num_texts / one["sequences_per_second"]["ours"]
        speeds = _each(one["sequences_per_second"], "{:,.0f}")
        lines.append([one["name"], f"{num_texts:,}", speeds, _times(one.get("ratio_keras")), f"{seconds:.1f}", memory])
    return markdown(heads, lines)


def markdown(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are figures."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *lines))


def _each(values: Mapping[str, float], form: str) -> str:
    return " / ".join(form.format(values[who]) for who in _WHO if who in values)


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"
