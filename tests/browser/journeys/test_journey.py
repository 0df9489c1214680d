"""The main task, from a fresh workspace to a scored sentence, and the memory that it takes the server."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from core.config import RunConfig
from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import HEADLINES, App

WATCHED = Path(__file__).parents[1] / "watched"
TRAINING_MILLISECONDS = 180_000
WORDS = (("wonderful", "good"), ("dreadful", "bad"))
TYPED = {
    "text.num_words": "100",
    "text.maxlen": "8",
    "model.units": "4",
    "train.epochs": "20",
    "train.batch_size": "8",
    "train.early_stopping_patience": "",
}
MAX_MEGABYTES = 500  # importing TensorFlow alone would pass it
POINTS = "frame => frame.data.reduce((sum, trace) => sum + trace.x.length, 0)"
X_RANGE = "frame => frame.layout.xaxis.range"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.xdist_group("beside the others")]


@pytest.fixture
def imports(tmp_path: Path) -> Path:
    """A folder with a file for each process that has imported TensorFlow or Keras, named by its process id."""
    folder = tmp_path / "imports"
    folder.mkdir()
    return folder


def test_a_csv_file_is_trained_both_ways_compared_and_scored_by_a_light_app(
    start_server: Callable[..., Server],
    open_app: Callable[[Server], App],
    tmp_path: Path,
    imports: Path,
    record_property: Callable[[str, object], None],
):
    app = open_app(start_server(PYTHONPATH=str(WATCHED), IMPORTS_FOLDER=str(imports)))
    app.open()
    upload(app, small_csv(tmp_path / "films.csv"))
    train_both_ways(app)
    watch_a_curve_grow(app)
    wait_until_both_have_finished(app)
    cancel_another_run(app)
    compare(app)
    score(app, "what a wonderful film", "good")
    open_every_page(app)
    app.expect_no_error()

    assert str(app.server.process.pid) not in {path.name for path in imports.iterdir()}
    assert len(list(imports.iterdir())) == 3, "the three trainings import TensorFlow, so an import is noticed"

    resident = megabytes(app.server)
    record_property("megabytes of the app", resident)
    assert resident <= MAX_MEGABYTES


def small_csv(path: Path) -> Path:
    """200 short rows: good films are wonderful, bad ones dreadful."""
    rows = [f"it was a {word} film number {number},{label}" for number in range(100) for word, label in WORDS]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    return path


def upload(app: App, csv: Path) -> None:
    app.switch("Data")
    app.keyed("choose_file").get_by_role("button").click()
    app.page.locator("input[type=file]").set_input_files(csv)
    expect(app.keyed("train_on_this")).to_be_visible()
    expect(app.page.get_by_test_id("stMetric").filter(has_text="rows")).to_contain_text("200")
    app.click("Train on this")


def train_both_ways(app: App) -> None:
    """Train exactly the typed settings, in both directions."""
    expect(app.headline("Train")).to_be_visible()
    expect(app.keyed("data_choice")).to_contain_text("200 rows · 2 classes")
    for name, value in TYPED.items():
        app.type_number(f"draft.{name}", value)
    app.keyed("train").get_by_role("button").click()
    expect(app.headline("Runs")).to_be_visible()
    typed = RunConfig().with_settings(f"{name}={value}" for name, value in TYPED.items())
    both, forward = (run.config.model_copy(update={"dataset": typed.dataset}) for run in app.server.stored_runs())
    assert (both, forward) == (typed, typed.twin())


def watch_a_curve_grow(app: App) -> None:
    """The curve gets more points while it is open, and keeps its zoom."""
    frame = wait_for_chart(app, "Accuracy by epoch")
    zoom(app, frame)
    points, zoomed = frame.evaluate(POINTS), frame.evaluate(X_RANGE)
    app.page.wait_for_function(f"([frame, points]) => ({POINTS})(frame) > points", arg=[frame.element_handle(), points])
    assert frame.evaluate(X_RANGE) == zoomed


def wait_for_chart(app: App, label: str) -> Locator:
    frame = app.chart(label)
    frame.wait_for(timeout=TRAINING_MILLISECONDS)
    return frame


def zoom(app: App, frame: Locator) -> None:
    """Drag over the middle of a chart."""
    before = frame.evaluate(X_RANGE)
    box = frame.locator(".nsewdrag").bounding_box()
    assert box
    for move, x in ((app.page.mouse.down, 0.3), (app.page.mouse.up, 0.7)):
        app.page.mouse.move(box["x"] + x * box["width"], box["y"] + box["height"] / 2, steps=5)
        move()
    assert frame.evaluate(X_RANGE) != before


def wait_until_both_have_finished(app: App) -> None:
    button = app.page.get_by_role("button", name="Score", exact=True)
    expect(button).to_be_visible(timeout=TRAINING_MILLISECONDS)


def cancel_another_run(app: App) -> None:
    app.switch("Train")
    app.type_number("draft.train.epochs", "1000")
    app.keyed("what").get_by_role("radio", name="This one").click()
    app.click("Train this one")
    expect(app.headline("Runs")).to_be_visible()
    wait_for_chart(app, "Accuracy by epoch")
    app.page.get_by_role("button", name="Cancel").first.click()
    expect(app.page.get_by_text(re.compile(r"Cancelled in epoch \d+"))).to_be_visible()


def compare(app: App) -> None:
    app.switch("Compare")
    app.click("Compare latest two")
    expect(app.page.get_by_role("heading", name="One seed each: no verdict yet")).to_be_visible()
    verdict = app.page.get_by_text(re.compile("Each was trained with one seed, .* 66 test texts"))
    expect(verdict).to_be_visible()
    wait_for_chart(app, "Test accuracy")
    app.page.reload()
    expect(verdict).to_be_visible()


def score(app: App, sentence: str, label: str) -> None:
    finished = [run.run_id for run in app.server.stored_runs() if run.status == "finished"]
    app.open(f"score?runs={','.join(finished)}")
    app.score_box.press_sequentially(sentence)
    expect(app.score_cards).to_have_count(2)
    for card in app.score_cards.all():
        expect(card).to_contain_text(label)
        expect(card).to_contain_text("ms")


def open_every_page(app: App) -> None:
    for title in HEADLINES:
        app.switch(title)


def megabytes(server: Server) -> int:
    """The resident memory of the app."""
    return round(server.process.memory_info().rss / 1024**2)
