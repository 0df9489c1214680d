"""Typed text is never rendered: neither as HTML, nor as Markdown, nor as a link."""

import csv
import re

import pytest

from core.access.actor import Actor
from core.runs.study import StudyPlan
from pages.shared.session import routes

SCORE = routes.SCORE
MARK = "evil.example"
HOSTILE = [
    f"<script src=//{MARK}></script>",
    f'"><img src=x onerror="location=\'//{MARK}\'">',
    f"</div><a href='https://{MARK}'>film</a>",
    f"[film](https://{MARK}) ![i](https://{MARK}/i.png)",
    f"https://{MARK}/path www.{MARK}",
    f"<{MARK}@film.example>",
    f":red[{MARK}] :material/home: $\\href{{https://{MARK}}}{{film}}$",
    f"`{MARK}` ~~{MARK}~~ # {MARK}",
    f"<style>@import '//{MARK}'</style> &lt;{MARK}&gt; &#60;",
    f"\u202e{MARK}\u202c \u0000 \ufeff \u0301\u0301 👩‍👩‍👧 {MARK}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_typed_text_is_shown_literally(open_page, finished_pair, text):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value(text).run()
    assert not app.exception
    assert not app.session_state.get("errors")
    rendered = [
        *app.markdown,
        *app.caption,
        *app.html,
        *app.header,
        *app.subheader,
        *app.title,
        *app.warning,
        *app.error,
    ]
    assert rendered
    for element in rendered:
        assert text not in element.value
        assert f"//{MARK}" not in element.value
        assert f"<{MARK}" not in element.value
    for element in (*app.button, *app.expander, *app.tabs):
        assert MARK not in element.label


NAMES = ["".join(HOSTILE[:3]), " ".join(HOSTILE[3:7]), " ".join(HOSTILE[7:9])]
LABELLED = ("button", "expander", "tabs", "checkbox", "toggle", "multiselect", "selectbox", "text_input", "radio")
RENDERED = ("markdown", "caption", "header", "subheader", "title", "warning", "error", "info", "success")


def _rendered(app) -> list[str]:
    """Everything of a page that a browser would read as Markdown without its escaped characters, and tags of HTML."""
    values = [element.value for kind in RENDERED for element in getattr(app, kind)]
    for kind in LABELLED:
        for element in getattr(app, kind):
            values += [element.label or "", getattr(element, "help", None) or ""]
    values += [
        str(option) for kind in ("pills", "segmented_control") for one in getattr(app, kind) for option in one.options
    ]
    tags = [tag for element in app.html for tag in re.findall(r"<[^>]*>", element.value)]
    return [*(re.sub(r"\\.", "", value) for value in values), *tags]


def _is_literal(app) -> bool:
    leaks = [value for value in _rendered(app) if MARK in value]
    print(leaks)  # shown where a test fails
    return not app.exception and not leaks


def test_names_tags_notes_and_owners_are_shown_literally_on_every_page(open_page, store, finished_pair):
    for run, name in zip(finished_pair, NAMES, strict=False):
        store.edit(run.run_id, name=name[:200], tags=[HOSTILE[3], HOSTILE[0]], note=NAMES[2])
    owner = Actor(NAMES[1], "editor")
    plan = StudyPlan(finished_pair[0].config, ("forward", "bidirectional"), "same_units", 2)
    study = store.acting_for(owner).studies.create(plan, NAMES[0][:200])
    run_ids = ",".join(run.run_id for run in finished_pair)
    first = finished_pair[0].run_id
    for script, parameters in (
        (routes.HOME, {}),
        (routes.RUNS, {}),
        (routes.RUNS, {"runs": first}),
        (routes.RUNS, {"runs": run_ids}),
        (routes.RUNS, {"study": study.study_id}),
        (routes.COMPARE, {"runs": run_ids}),
        (routes.SCORE, {"runs": run_ids}),
        (routes.TRAIN, {"from": first}),
    ):
        assert _is_literal(open_page(script, **parameters)), (script, parameters)


def test_the_title_of_a_deletion_and_its_error_are_literal(open_page, store, finished_pair):
    run = store.edit(finished_pair[0].run_id, name=NAMES[1][:200])
    app = open_page(routes.RUNS, runs=run.run_id)
    next(button for button in app.button if button.label == "Delete").click().run()
    assert _is_literal(app)


def test_columns_labels_and_texts_of_a_file_are_shown_literally(open_page, tmp_path):
    path = tmp_path / f"[{MARK}](x).csv"
    rows = [
        (f"{text} {number}", label)
        for number in range(20)
        for text, label in zip(HOSTILE[:8:2], HOSTILE[1:8:2], strict=True)
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([(HOSTILE[3], HOSTILE[2]), *rows])
    app = open_page(routes.DATA, source="file")
    next(box for box in app.text_input if box.key == "csv_path").input(str(path)).run()
    assert _is_literal(app)
    assert not app.session_state.get("errors")
