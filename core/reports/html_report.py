"""A comparison as one self-contained HTML file, for reading, printing and sharing without the app."""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from typing import Any

from core.data.reading import stored_notes
from core.directions import DIRECTION_ARROWS
from core.reports.figures.theme import Figure, to_json
from core.reports.report_tables import (
    Table,
    disagreement_table,
    figure_table,
    metrics_table,
    pairs_table,
    settings_table,
    word_order_sentences,
)
from core.system.assets import TEMPLATES_FOLDER
from core.system.formatting import percent, signed_points
from core.system.versions import versions as installed_versions

_TEMPLATE = "report.html.jinja"
_PACKAGES = ("tensorflow", "keras", "numpy", "scikit-learn")


@dataclass(frozen=True)
class Panel:
    """A section of the report.

    Args:
        text: what the section shows and how to read it.
        figures: title, figure and text alternative of each.
    """

    title: str
    text: str = ""
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
    """One HTML page for light and dark screens and for paper, without network, app or other files.

    Every text that users typed is escaped, and the page is not allowed to load anything.

    Args:
        document: `comparison_document`: verdicts, metrics, arms, confounds.
        panels: further sections, in their order.
        settings: every setting with its value in each arm.
        data: what the run store records about the data, such as how a file was read.
        commands: the command lines that train the same runs again.
        versions: of the software; by default the installed ones.
        moment: the date of the report; by default now.
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
    environment.filters |= {"percent": percent, "points": signed_points, "count": lambda number: f"{number:,}"}
    environment.globals |= {"figure_table": figure_table, "arrow_of": DIRECTION_ARROWS.get}
    figures = [figure for panel in panels for _, figure, _ in panel.figures]
    return environment.get_template(_TEMPLATE).render(
        comparison=document,
        panels=panels,
        metrics=metrics_table(document),
        pairs=pairs_table(document),
        disagreement=disagreement_table(document),
        word_order=word_order_sentences(document),
        settings=settings_table(settings),
        differing=settings_table(document["settings"]),
        data=data,
        notes=stored_notes(data),
        commands=commands,
        versions=_versions() if versions is None else versions,
        moment=moment or datetime.now().astimezone(),
        num_seeds=max((len(arm["seeds"]) for arm in document["arms"]), default=0),
        figures=_script_json(figures),
        plotly=get_plotlyjs() if figures else None,
    )


def _versions() -> dict[str, str]:
    own = {"Bothways": installed_versions()["bothways"], "Python": platform.python_version()}
    return own | {name: metadata.version(name) for name in _PACKAGES}


def _script_json(figures: Iterable[Figure]) -> str:
    """JSON for a script element: no text in it can end that element or begin another."""
    text = json.dumps([json.loads(to_json(figure)) for figure in figures], ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
