"""A comparison as one HTML file that explains itself: for reading, printing and passing on, without the app."""

import html
import json
import math
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.assignments import as_word
from core.config import RunConfig, flatten
from core.data.reading import stored_notes
from core.directions import DIRECTION_ARROWS
from core.evaluation.linear_baseline import BASELINE
from core.reports.figures.theme import Figure
from core.runs.study import StudyPlan
from core.settings import PROJECT_FOLDER
from core.system.assets import TEMPLATES_FOLDER
from core.system.formatting import percent

_TEMPLATE = "report.html.jinja"
_PACKAGES = ("tensorflow", "keras", "numpy", "scikit-learn")
_METRICS = {
    "test_accuracy": "Accuracy",
    "test_f1": "F1",
    "test_loss": "Log loss",
    "test_calibration_error": "Calibration error",
    "test_shuffled_accuracy": "Accuracy, words shuffled",
    "num_params": "Parameters",
    "seconds": "Training, seconds",
    "test_rows_per_second": "{} a second",
}
_SHARES = ("test_accuracy", "test_f1", "test_calibration_error", "test_shuffled_accuracy")
_COUNTS = ("num_params", "seconds", "test_rows_per_second")
_PLOTLY_TAG = re.compile(r"</?(?:a|b|em|i|s|span|strong|sub|sup|u)(?:\s[^<>]*)?>")


@dataclass(frozen=True)
class Table:
    """Numbers or texts in rows, as they are to be read: what is no text is written with `str`."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Panel:
    """A part of the evidence.

    Args:
        figures: of each its title, the figure, and what a person who cannot see it needs to know.
        words: what the panel says, or how to read it.
    """

    title: str
    words: str = ""
    figures: Sequence[tuple[str, Figure, str]] = ()
    tables: Sequence[Table] = ()


def report(
    document: Mapping[str, Any],
    panels: Sequence[Panel],
    *,
    settings: Mapping[str, Mapping[str, Any]],
    data: Mapping[str, Any],
    commands: Sequence[str],
    versions: Mapping[str, str] | None = None,
    moment: datetime | None = None,
) -> str:
    """One HTML page that needs no network, no app and no other file; it is made for screens, dark or light, and paper.

    Everything that people typed is escaped, and the page may load nothing from anywhere.

    Args:
        document: `comparison_document`: verdicts, metrics, arms, confounds.
        panels: the evidence beyond it, in the order in which it is read.
        settings: every setting with its value in each arm.
        data: what the run store tells of the data, such as their notes.
        commands: how to train the same again.
        versions: of the software; those that are installed, unless given.
        moment: when it was written; now, unless given.
    """
    import jinja2
    from plotly.offline import get_plotlyjs

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES_FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"percent": percent, "points": _points, "count": lambda number: f"{number:,}"}
    environment.globals |= {"numbers_of": figure_table, "arrow_of": DIRECTION_ARROWS.get}
    figures = [figure for panel in panels for _, figure, _ in panel.figures]
    return environment.get_template(_TEMPLATE).render(
        told=document,
        panels=panels,
        metrics=_metrics_table(document),
        pairs=_pairs_table(document),
        disagreement=_disagreement_table(document),
        order=_order_sentences(document),
        settings=_settings_table(settings),
        differing=_settings_table(document["settings"]),
        data=data,
        notes=stored_notes(data),
        commands=commands,
        versions=_installed() if versions is None else versions,
        moment=moment or datetime.now().astimezone(),
        num_seeds=max((len(arm["seeds"]) for arm in document["arms"]), default=0),
        figures=_script_json([json.loads(figure.to_json()) for figure in figures]),
        plotly=get_plotlyjs() if figures else None,
    )


def study_command(plan: StudyPlan) -> str:
    """The line that trains a study again."""
    named = ["--arms", ",".join(plan.arms), "--width", plan.width, "--num-seeds", plan.num_seeds, "--rope", plan.rope]
    return shlex.join(["python", "-m", "core", "study", *map(str, named), *_assignments(plan.config)])


def train_command(config: RunConfig) -> str:
    """The line that trains a run again."""
    return shlex.join(["python", "-m", "core", "train", *_assignments(config)])


def figure_table(figure: Figure) -> Table:
    """The numbers that a figure draws, for who cannot see it or wants them exactly."""
    rows, bounded = [], False
    places = dict(zip(figure.layout.yaxis.tickvals or (), figure.layout.yaxis.ticktext or (), strict=False))
    for trace in figure.data:
        if trace.hoverinfo == "skip" or trace.x is None or trace.y is None:
            continue
        for index, (x, y) in enumerate(zip(trace.x, trace.y, strict=False)):
            bounds = _bounds(trace.error_x, x, index) or _bounds(trace.error_y, y, index)
            bounded = bounded or bool(bounds)
            rows.append([trace.name or "", _number(x), places.get(round(y), _number(y)) if places else _number(y)])
            rows[-1].append(" to ".join(map(_number, bounds)) if bounds else "")
    columns = ["", _axis(figure.layout.xaxis, "x"), _axis(figure.layout.yaxis, "y"), "interval"]
    wanted = [place for place in range(4) if (place, bounded) != (3, False) and (place or any(row[0] for row in rows))]
    return Table(
        "The numbers of this figure",
        tuple(_plain(columns[place]) for place in wanted),
        [tuple(_plain(row[place]) for place in wanted) for row in rows],
    )


def _plain(text: str) -> str:
    """A text of plotly as it is read, without the tags that it draws by."""
    return html.unescape(_PLOTLY_TAG.sub("", text.replace("<br>", " ")))


def _bounds(error: Any, value: Any, index: int) -> tuple[float, float] | None:
    if error is None or error.array is None:
        return None
    below = error.array if error.arrayminus is None else error.arrayminus
    return value - below[index], value + error.array[index]


def _axis(axis: Any, name: str) -> str:
    return axis.title.text or name


def _number(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "" if value is None else str(value)


def _metrics_table(document: Mapping[str, Any]) -> Table:
    """Mean ± standard error (N) of each metric, a row an arm, the linear baseline first."""
    rows = document["metrics"]
    known = [name for name in _METRICS if any(row.get(name) is not None for row in rows)]
    titles = (_METRICS[name].format(document["noun"].capitalize()) for name in known)
    told = [(_marked(row), *(_measured(row, name) for name in known)) for row in rows]
    return Table("Mean ± standard error, N seeds", ("", *titles), told)


def _marked(row: Mapping[str, Any]) -> str:
    return f"{DIRECTION_ARROWS.get(row['direction'], '')} {row['name']}".strip()


def _measured(row: Mapping[str, Any], name: str) -> str:
    value, error = row.get(name), row.get(f"{name}_se")
    if value is None:
        return "–"
    told = _written(value, name)
    if name == "num_params" and not error:
        return told
    count = row.get(f"{name}_n") or 0
    spread = "" if error is None or count < 2 else f" ± {_written(error, name)}"
    return f"{told}{spread}" if row["name"] == BASELINE else f"{told}{spread} ({count})"


def _written(value: float, name: str) -> str:
    if name in _SHARES:
        return f"{100 * value:.1f} %"
    return f"{round(value):,}" if name in _COUNTS else f"{value:.3f}"


def _pairs_table(document: Mapping[str, Any]) -> Table:
    rows = []
    for one in document["verdicts"]:
        estimate, chances = one["estimate"], one["probabilities"]
        told = [f"{one['b']} against {one['a']}", _points(estimate["mean"])]
        told.append(f"{_points(estimate['low'])} to {_points(estimate['high'])}")
        told += [percent(chances[name]) if chances else "–" for name in ("worse", "same", "better")]
        rows.append((*told, len(one["seeds"]), f"{estimate['num_rows']:,}"))
    columns = ("", "Difference, points", "95 % interval", "Worse", "Practically the same", "Better", "Seeds")
    return Table("The difference in accuracy of each pair", (*columns, document["noun"].capitalize()), rows)


def _disagreement_table(document: Mapping[str, Any]) -> Table:
    rows = [
        (
            f"{one['a']}, seed {one['seed_a']}",
            f"{one['b']}, seed {one['seed_b']}",
            f"{one['test']['only_a']:,}",
            f"{one['test']['only_b']:,}",
            f"{one['test']['p_value']:.3f}",
        )
        for verdict in document["verdicts"]
        for one in (*verdict["between"], *verdict["within"])
    ]
    columns = ("First network", "Second network", "Only the first right", "Only the second right", "p (McNemar)")
    return Table(
        f"Who is right where the other is wrong, of the {document['noun']}", columns, list(dict.fromkeys(rows))
    )


def _order_sentences(document: Mapping[str, Any]) -> list[str]:
    """What shuffling the words of each test text costs each arm."""
    told = []
    for row in document["metrics"]:
        right, shuffled = row.get("test_accuracy"), row.get("test_shuffled_accuracy")
        if right is not None and shuffled is not None and row["name"] != BASELINE:
            told.append(
                f"{row['name']}: {percent(right, 1)} with the words in order, {percent(shuffled, 1)} shuffled "
                f"({_points(shuffled - right)} points)."
            )
    return told


def _settings_table(settings: Mapping[str, Mapping[str, Any]]) -> Table:
    arms = list(next(iter(settings.values()), {}))
    rows = [(name, *(_setting(values.get(arm)) for arm in arms)) for name, values in settings.items()]
    return Table("Settings", ("Setting", *arms), rows)


def _setting(value: object) -> str:
    return "–" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _assignments(config: RunConfig) -> Iterator[str]:
    """The settings that are not the defaults, as options of the command line."""
    defaults = flatten(RunConfig())
    for name, value in flatten(config).items():
        if value != defaults[name]:
            yield from ("--set", f"{name}={as_word(value)}")


def _installed() -> dict[str, str]:
    import platform
    import tomllib
    from importlib import metadata

    project = tomllib.loads((PROJECT_FOLDER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = {"Bothways": project["version"], "Python": platform.python_version()}
    return found | {name: metadata.version(name) for name in _PACKAGES}


def _script_json(values: Iterable[Any]) -> str:
    """JSON that may stand inside a script element: no text in it can end that element or begin another."""
    text = json.dumps(values, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
