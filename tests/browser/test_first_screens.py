"""What moves in the browser without the server: the networks on Home and the pictures of How it works."""

import re
from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Browser, expect

from core.config import RunConfig
from tests.support.browser.browser_app import App

pytestmark = pytest.mark.browser

LABELLED = re.compile(r"[1-9]\d* of [1-9]\d* right")
# Moves the slider once for each frame, and gives the milliseconds that each move took.
DRAG = """(slider) => new Promise((resolve) => {
    const times = []
    const move = () => {
        if (times.length === 60) return resolve(times)
        slider.value = times.length % (Number(slider.max) + 1)
        const began = performance.now()
        slider.dispatchEvent(new Event("input", { bubbles: true }))
        times.push(performance.now() - began)
        requestAnimationFrame(move)
    }
    move()
})"""


def test_networks_label_sequences_without_a_click_and_pause_by_the_keyboard(app: App):
    app.open()
    race = app.page.locator(".race")
    scores = race.locator(".network .score")
    expect(scores).to_have_text([LABELLED, LABELLED])
    pause = race.get_by_role("button", name="Pause")
    pause.focus()
    app.page.keyboard.press("Enter")
    expect(race.get_by_role("button", name="Play")).to_be_focused()
    race.get_by_role("button", name="Next sequence").click()
    expect(race.locator(".network .cell.unread")).to_have_count(0)  # while paused, a sequence is shown whole
    app.expect_no_error()


def test_who_prefers_less_motion_sees_the_labels_and_nothing_moves(app: App, browser: Browser):
    page = browser.new_context(reduced_motion="reduce").new_page()
    still = App(page, app.server)
    still.open()
    scores = page.locator(".race .network .score")
    expect(scores).to_have_text([re.compile("of 10 right"), re.compile("of 10 right")])
    expect(page.locator(".race").get_by_role("button", name="Play")).to_be_visible()
    page.context.close()


def test_a_lesson_follows_its_slider_within_a_frame_and_without_the_server(
    app: App, record_property: Callable[[str, object], None]
):
    app.open("how_it_works")
    lesson = app.page.locator(".frames").first
    slider = lesson.get_by_role("slider", name="Time step")
    milliseconds = median(slider.evaluate(DRAG))
    record_property("milliseconds of a move of a lesson's slider", round(milliseconds, 1))
    assert milliseconds < 16, "a move of the slider must fit into a frame of 60 a second"
    slider.focus()
    app.page.keyboard.press("Home")
    expect(lesson.get_by_role("heading", name="t = 1: The")).to_be_visible()
    lesson.get_by_role("button", name="Next →").click()
    expect(lesson.get_by_role("heading", name="t = 2: film")).to_be_visible()
    app.expect_no_error()


def test_a_link_to_train_describes_the_same_experiment_in_another_window(app: App, browser: Browser):
    app.open("train?recipe=imdb-bi-gru&what=Study&seeds=4&study_name=shared")
    app.type_number("draft-model-units", "24")
    expect(app.page).to_have_url(re.compile(r"set=model\.units(=|%3D)24"))
    page = browser.new_context().new_page()
    page.goto(app.page.url)
    other = App(page, app.server)
    other.wait()
    expect(other.keyed("draft-model-units").locator("input")).to_have_value("24")
    expect(other.keyed("study_name").locator("input")).to_have_value("shared")
    expect(other.keyed("seeds").locator("input")).to_have_value("4")
    page.context.close()
    app.expect_no_error()


def test_a_browser_remembers_the_chosen_columns_of_runs(app: App):
    with app.server.open_store() as store:
        run = store.create(RunConfig(), "one")
        store.claim(run.run_id, None)
        store.finish(run.run_id, {"test_accuracy": 0.8}, 1.0)
    app.open("runs?columns=Test&columns=Name")
    expect(app.keyed("runs_table")).to_be_visible()
    app.page.wait_for_function("() => localStorage.getItem('bothways.columns')")
    app.open("runs")
    expect(app.page).to_have_url(re.compile(r"columns=Test.*columns=Name"))
    app.expect_no_error()
