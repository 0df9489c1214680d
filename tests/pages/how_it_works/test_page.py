"""The page How it works follows its controls, and shows what a user types as plain text only."""

import json
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from core.inference.scorer import Scorer
from core.runs.demo import bundled
from core.settings import PROJECT_FOLDER
from pages.how_it_works import cell_cards, unrolled, update_order
from pages.how_it_works.cell_equations import CELLS, CellLesson
from pages.shared.ui.formats import percent

HOSTILE = "<img src=x onerror=alert(1)> **bold** </text><script>alert(2)</script> $x$ &amp; :red[no] \"'"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(str(PROJECT_FOLDER / "app.py"), default_timeout=60).run()
    return app.switch_page("pages/how_it_works/page.py").run()


def texts(page: AppTest) -> list[str]:
    return [element.value for element in page.text]


def drawing(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def words_in(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in drawing(svg).iter(f"{SVG}text")]


def test_six_sections_with_their_pictures_and_no_error(page: AppTest):
    assert not page.exception
    assert [header.value[:2] for header in page.header] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert len(page.get("bidi_component")) == 11  # three charts, two stepped pictures, two for each cell
    assert "errors" not in page.session_state


def test_every_section_ends_in_a_link_to_its_recipe(page: AppTest):
    links = {link.proto.query_string: link.proto.page for link in page.page_link}
    recipes = {query.removeprefix("recipe=") for query in links}
    assert recipes == {
        "imdb-bi-simplernn", "tweets-bi-lstm", "imdb-bi-gru", "imdb-bi-lstm", "cumsum-bi-lstm", "cumsum-future-lstm",
        "imdb-simplernn",
    }  # fmt: skip
    assert set(links.values()) == {"train"}


def frames_in(page: AppTest, number: int) -> list[dict]:
    """The frames of the first (unrolled) or second (update order) stepped picture."""
    data = [json.loads(element.proto.json) for element in page.get("bidi_component")]
    return [one["frames"] for one in data if "frames" in one][number]


def test_every_step_has_a_frame_with_what_was_read(page: AppTest):
    frames = frames_in(page, 0)
    assert [frame["title"] for frame in frames] == [
        f"t = {number}: {word}" for number, word in enumerate(unrolled.DEFAULT_SENTENCE.split(), start=1)
    ]
    assert frames[3]["words"][:2] == [
        "→ has read: The · film · was · not; has not read: bad · at · all",
        "← has read: all · at · bad · not; has not read: The · film · was",
    ]
    assert frames[0]["words"][1].endswith("has not read: nothing")


def test_the_probabilities_after_each_word_are_those_of_the_shipped_networks(page: AppTest):
    frames = frames_in(page, 0)
    words = unrolled.DEFAULT_SENTENCE.split()
    for step in (1, 4, len(words)):
        expected = [
            Scorer(run.folder, run.config).score([" ".join(words[:step])])[0].probabilities["positive"]
            for run in bundled.demo_runs()
        ]
        assert frames[step - 1]["words"][-1] == (
            f"Positive, by the networks that have read the first {step}: → forward {percent(expected[0])}, "
            f"↔ both ways {percent(expected[1])}"
        )


def test_without_the_shipped_networks_the_lesson_has_no_curves(monkeypatch):
    monkeypatch.setattr(bundled, "demo_runs", lambda: ())
    (frame,) = unrolled.frames_of(["Superb"])
    assert len(frame["words"]) == 2
    assert "positive" not in words_in(frame["svg"])


def test_a_sentence_may_have_one_word_or_none(page: AppTest):
    page.text_input(key=unrolled.SENTENCE).set_value("Superb").run()
    assert not page.exception
    assert [frame["title"] for frame in frames_in(page, 0)] == ["t = 1: Superb"]
    page.text_input(key=unrolled.SENTENCE).set_value("  ").run()
    assert not page.exception
    assert any("Type a sentence" in caption.value for caption in page.caption)


def test_a_hostile_sentence_is_shown_as_plain_text(page: AppTest):
    page.text_input(key=unrolled.SENTENCE).set_value(HOSTILE).run()
    assert not page.exception
    frame = frames_in(page, 0)[3]
    assert " · ".join(HOSTILE.split()[:4]) in frame["words"][0]
    assert {element.tag.removeprefix(SVG) for element in drawing(frame["svg"]).iter()} == {
        "svg", "text", "rect", "path", "circle"
    }  # fmt: skip
    rendered = [element.value for kind in (page.markdown, page.caption, page.html, page.header) for element in kind]
    assert not any("onerror" in value or "**bold**" in value for value in rendered)


def test_a_hostile_sentence_is_text_in_the_picture():
    words = HOSTILE.split()
    svg = unrolled.picture(words, 1)
    assert {element.tag.removeprefix(SVG) for element in drawing(svg).iter()} == {"svg", "text", "rect", "path"}
    assert "**bold**" in words_in(svg)
    assert drawing(svg).get("aria-label").startswith("Unrolled network at step 1 of 9, the word <img.")


def test_only_the_first_words_of_a_long_text_are_drawn(page: AppTest):
    page.text_input(key=unrolled.SENTENCE).set_value("word " * 10_000).run()
    assert len(frames_in(page, 0)) == unrolled.MAX_WORDS
    assert any(f"first {unrolled.MAX_WORDS} words" in caption.value for caption in page.caption)
    page.text_input(key=unrolled.SENTENCE).set_value("x" * 100_000).run()
    assert max(len(text) for frame in frames_in(page, 0) for text in frame["words"]) < unrolled.MAX_CHARACTERS + 60


def test_parameters_follow_the_sizes_and_both_ways(page: AppTest):
    assert [metric.value for metric in page.metric] == ["32,896", "99,072", "131,584"]
    page.slider(key="lesson_inputs").set_value(32)
    page.slider(key="lesson_units").set_value(5).run()
    assert [metric.value for metric in page.metric] == ["190", "585", "760"]
    page.toggle(key="lesson_both_ways").set_value(True).run()
    assert [metric.value for metric in page.metric] == ["380", "1,170", "1,520"]
    assert "2 · 4 · 5 · (32 + 5 + 1)" in texts(page)


def test_the_stages_of_an_update_are_frames_in_order_and_the_stream_is_last(page: AppTest):
    titles = [frame["title"] for frame in frames_in(page, 1)]
    assert titles[0] == "1 of 6: Forward states"
    assert titles[-2:] == ["6 of 6: Update", "On a stream"]
    assert all("*" not in text and "$" not in text for frame in frames_in(page, 1) for text in frame["words"])


@pytest.mark.parametrize("stage", update_order.STAGES)
def test_every_stage_has_a_picture_with_its_text_alternative(stage: str):
    svg = update_order.picture(stage)
    assert drawing(svg).get("aria-label").startswith(f"{stage}: ")
    assert ("?" in words_in(svg)) == (stage == "On a stream")


def test_gradients_run_in_the_opposite_order():
    orders = {stage: [word for word in words_in(update_order.picture(stage)) if word[:1].isdigit()]
              for stage in update_order.STAGES}  # fmt: skip
    ascending = ["1.", "2.", "3.", "4.", "5."]
    assert orders["Forward states"] == orders["Gradients, backward direction"] == ascending
    assert orders["Backward states"] == orders["Gradients, forward direction"] == ascending[::-1]
    assert orders["On a stream"] == ascending[:3]


def test_the_padding_section_states_what_the_chosen_direction_loses(page: AppTest):
    def summary() -> str:
        return next(element.value for element in page.markdown if element.value.startswith("Padding **"))

    assert "Padding **after** the words is what a forward network reads last" in summary()
    before = summary()
    page.slider(key="lesson_num_padding").set_value(24).run()
    assert summary() != before
    page.segmented_control(key="lesson_direction").set_value("backward").run()
    assert "Padding **before** the words is what a backward network reads last" in summary()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_the_weights_of_a_cell_are_drawn_to_scale(cell: CellLesson):
    svg = cell_cards.weights(cell, 40, 20)
    blocks = [(float(rect.get("width")), float(rect.get("height"))) for rect in drawing(svg).iter(f"{SVG}rect")]
    assert len(blocks) == 2 * len(cell.gates)
    kernel, recurrent = blocks[:2]
    assert kernel[1] / kernel[0] == pytest.approx(2, rel=1e-3)
    assert recurrent[1] / recurrent[0] == pytest.approx(1, rel=1e-3)
    assert drawing(cell_cards.flow(cell)).get("aria-label").startswith(f"{cell.name}: ")
