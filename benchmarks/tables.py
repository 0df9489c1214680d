"""Tables of measured figures, in Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

_PROGRAMS = ("ours", "keras", "torch")


def training_table(results: Sequence[Mapping[str, Any]]) -> str:
    """One or two lines for each race: speeds after the first epoch, ratios, accuracies, start-up and cold runs."""
    heads = [
        "work", "rows", "sequences/s ours / Keras / PyTorch", "× Keras", "× PyTorch", "test accuracy ours / Keras / "
        "PyTorch", "start-up s", "compiling s", "cold s", "× Keras, cold",
    ]  # fmt: skip
    lines = [
        [
            result["name"],
            f"{result['num_train']:,}",
            _each(result["sequences_per_second"], "{:,.0f}"),
            _times(result["ratio_keras"]),
            _times(result["ratio_torch"]),
            _each(result["test_accuracy"], "{:.1%}"),
            _each(result["startup_seconds"], "{:.1f}"),
            _each(result["compile_seconds"], "{:.1f}"),
            _each(result["cold_seconds"], "{:.1f}"),
            _times(result["ratio_cold"]),
        ]
        for race in results
        for result in (race, race.get("rounded"))
        if result
    ]
    return markdown(heads, lines)


def reading_table(results: Sequence[Mapping[str, Any]]) -> str:
    """One line for each benchmark of reading text."""
    heads = ["work", "texts", "texts/s ours / Keras", "× Keras", "seconds", "peak memory"]
    lines = []
    for result in results:
        num_texts = result.get("num_texts") or result["num_tweets"]
        memory = f"{result['peak_bytes'] / 1e9:.2f} GB" if "peak_bytes" in result else ""
        seconds = num_texts / result["sequences_per_second"]["ours"]
        speeds = _each(result["sequences_per_second"], "{:,.0f}")
        lines.append(
            [result["name"], f"{num_texts:,}", speeds, _times(result.get("ratio_keras")), f"{seconds:.1f}", memory]
        )
    return markdown(heads, lines)


def markdown(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table with text in the first column and figures in the others."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *lines))


def _each(values: Mapping[str, float], form: str) -> str:
    return " / ".join(form.format(values[program]) for program in _PROGRAMS if program in values)


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"
