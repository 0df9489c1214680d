"""The Score page for runs that read images or sequences, and for runs of several kinds together."""

import base64
import json
import subprocess
import sys

import numpy as np
import pytest

from core.data import sample_images
from core.data.sample_images import SampleImages
from core.evaluation import forward_ceiling
from core.inference.digit_images import png
from core.inference.scorer import Scorer
from core.inference.sequences import score_sequence
from core.settings import PROJECT_FOLDER
from pages.score.inputs.drawing_canvas import png_of
from pages.score.inputs.examples import EXAMPLES, TWEET_EXAMPLE
from pages.shared.session import dataset_cache
from tests.support.page_elements import markdown_of, texts, verdicts

VALUES = "0.4, -0.3, 0.2"

SCORE = "pages/score/page.py"


def bar() -> np.ndarray:
    image = np.zeros((28, 28), np.float32)
    image[4:24, 12:16] = 1
    return image


@pytest.fixture(autouse=True)
def few_specimens(monkeypatch):
    """Two test digits, read at once."""
    found = SampleImages(np.stack([bar(), bar().T]), ("1", "7"), (3, 8))
    monkeypatch.setattr(sample_images, "read_specimens_aside", lambda config: found)
    dataset_cache._sample_images.clear()
    yield found
    dataset_cache._sample_images.clear()


def htmls(app) -> str:
    return "\n".join(element.value for element in app.html)


def test_a_test_digit_is_scored_by_every_network_and_its_true_label_is_told(open_page, finish_kind, few_specimens):
    runs = [finish_kind("image", way) for way in ("forward", "bidirectional")]
    app = open_page(SCORE, runs=",".join(run.run_id for run in runs), digit="2")
    assert not app.exception
    for run, verdict in zip(runs, verdicts(app), strict=True):
        score = Scorer(run.folder, run.config).score_images(few_specimens.images[1:2])[0]
        assert f"</span> {score.label}<" in verdict
        assert ("✓ correct" in verdict) == (score.label == "7")
        assert ("✗ wrong, actual: 7" in verdict) == (score.label != "7")
    assert "Actual label: 7." in htmls(app)
    assert sum(text.endswith(" ms") for text in texts(app)) == 2
    components = [element.proto.component_name for element in app.get("bidi_component")]
    assert components.count("bothways_chart") == 2


@pytest.mark.parametrize("digit", ["0", "99", "-1", "x", "²"])
def test_a_digit_that_is_not_there_is_the_first(open_page, finish_kind, digit):
    app = open_page(SCORE, runs=finish_kind("image").run_id, digit=digit)
    assert not app.exception
    assert "Actual label: 1." in htmls(app)


def test_data_that_are_gone_leave_drawing_and_uploading(open_page, finish_kind, tmp_path, monkeypatch):
    monkeypatch.undo()
    run = finish_kind("image", "forward", "dataset.name=mnist", f"dataset.path={tmp_path / 'gone.npz'}")
    app = open_page(SCORE, runs=run.run_id)
    assert not app.exception
    assert any("gone.npz" in text for text in texts(app))
    app.segmented_control(key="image").set_value("draw").run()
    assert not app.exception
    assert "Draw one large digit" in markdown_of(app)


def test_an_uploaded_picture_is_scored_as_mnist_would_show_it(open_page, finish_kind):
    run = finish_kind("image")
    app = open_page(SCORE, runs=run.run_id, image="Upload")
    assert verdicts(app) == []
    app.file_uploader(key="picture").upload("one.png", png(1 - bar()), "image/png").run()
    assert not app.exception
    score = Scorer(run.folder, run.config).score_images(bar()[np.newaxis])[0]
    assert f"</span> {score.label}<" in verdicts(app)[0]
    assert "right" not in verdicts(app)[0]
    assert base64.b64encode(png(bar())).decode() in htmls(app)


@pytest.mark.parametrize("content", [b"", b"no picture", png(np.zeros((28, 28)))])
def test_an_upload_that_shows_no_digit_gets_a_sentence(open_page, finish_kind, content):
    app = open_page(SCORE, runs=finish_kind("image").run_id, image="Upload")
    app.file_uploader(key="picture").upload("<b>.png", content, "image/png").run()
    assert not app.exception
    assert verdicts(app) == []
    assert any("The picture" in text for text in texts(app))


@pytest.mark.parametrize("told", [None, "", 7, "data:text/html,x", "data:image/png;base64,%%%", "x" * 600_000])
def test_whatever_a_browser_sends_instead_of_a_drawing_is_an_empty_sheet(told):
    assert png_of(told) is None


def test_a_drawing_arrives_as_it_was_sent():
    assert png_of(f"data:image/png;base64,{base64.b64encode(png(bar())).decode()}") == png(bar())


def test_every_step_of_a_sequence_has_expected_and_predicted_side_by_side(open_page, finish_kind):
    runs = [finish_kind("sequence", way) for way in ("forward", "bidirectional")]
    app = open_page(SCORE, runs=",".join(run.run_id for run in runs), values=VALUES)
    assert not app.exception
    for run, verdict, table in zip(runs, verdicts(app), app.dataframe, strict=True):
        score = score_sequence(Scorer(run.folder, run.config), (0.4, -0.3, 0.2), "future")
        assert f"{score.num_right} of 3 steps correct" in verdict
        assert list(table.value["expected"]) == ["■ 1", "□ 0", "■ 1"]
        assert [int(sign[-1]) for sign in table.value["predicted"]] == list(score.predicted)
        assert list(table.value["probability"]) == pytest.approx([100 * share for share in score.probabilities])
        assert [sign == "✓" for sign in table.value["correct"]] == [
            true == told for true, told in zip(score.expected, score.predicted, strict=True)
        ]
    assert forward_ceiling.ceiling_sentence(runs[0].config.dataset) in markdown_of(app)
    assert "69.2 %" in markdown_of(app)


def test_another_sequence_is_drawn_and_goes_into_the_address(open_page, finish_kind):
    app = open_page(SCORE, runs=finish_kind("sequence").run_id)
    first = app.text_input(key="score_values_future").value
    assert len(first.split(", ")) == 10
    next(button for button in app.button if button.label == "New sequence").click().run()
    second = app.text_input(key="score_values_future").value
    assert first != second
    assert second in app.query_params["values"] or app.query_params["values"] == second
    assert list(app.dataframe[0].value["value"]) == [float(value) for value in second.split(", ")]


def test_a_sequence_that_cannot_be_read_gets_a_sentence(open_page, finish_kind):
    app = open_page(SCORE, runs=finish_kind("sequence").run_id, values="0.1, <b>x</b>")
    assert not app.exception
    assert "Value 2 is '<b>x</b>'." in texts(app)
    assert verdicts(app) == []


def test_another_task_gets_values_of_its_own(open_page, finish_kind):
    future = finish_kind("sequence")
    past = finish_kind("sequence", "forward", "dataset.task=past")
    app = open_page(SCORE, runs=future.run_id, values=VALUES)
    app.multiselect(key="score_runs").set_value([past.run_id]).run()
    assert all(float(value) >= 0 for value in app.text_input(key="score_values_past").value.split(","))
    assert "reading both ways cannot help here" in markdown_of(app)


def test_the_first_run_decides_what_is_scored_and_the_others_are_named(open_page, finish_kind, finished_pair):
    image, sequence = finish_kind("image"), finish_kind("sequence")
    past = finish_kind("sequence", "bidirectional", "dataset.task=past")
    app = open_page(SCORE, runs=f"{image.run_id},{sequence.run_id},{finished_pair[0].run_id}")
    assert len(verdicts(app)) == 1
    assert (
        "Not scored: forward sequence is for sequences (future sums), but the first network, forward image, is for "
        "images." in texts(app)
    )
    assert any("forward *one* is for texts" in text for text in texts(app))
    app.multiselect(key="score_runs").set_value([finished_pair[0].run_id, image.run_id]).run()
    assert app.text_input(key="score_text").value == ""
    assert any("forward image is for images" in text for text in texts(app))
    app.multiselect(key="score_runs").set_value([sequence.run_id, past.run_id]).run()
    assert any("is for sequences (past sums)" in text for text in texts(app))
    assert not app.exception


def test_runs_of_tweets_have_their_own_example(open_page, finish_run, networks, finished_pair):
    assert TWEET_EXAMPLE.name not in open_page(SCORE).pills(key="score_example").options
    config = finished_pair[0].config.with_settings(["dataset.name=sentiment140", "dataset.path=tweets.csv"])
    tweets = finish_run(config, networks["forward"], "tweets")
    app = open_page(SCORE, runs=tweets.run_id)
    assert list(app.pills(key="score_example").options) == [example.name for example in (TWEET_EXAMPLE, *EXAMPLES)]
    app.pills(key="score_example").set_value(TWEET_EXAMPLE.name).run()
    assert app.text_input(key="score_text").value == TWEET_EXAMPLE.text
    assert len(verdicts(app)) == 1


PROGRAM = """
import json, sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=120).run()
verdicts = []
for run in sys.argv[1:]:
    app.switch_page("pages/score/page.py")
    app.query_params["runs"] = run
    app.run()
    assert not app.exception and not app.session_state.get("errors"), app.session_state.get("errors")
    verdicts.append(sum('class="verdict-words' in element.value for element in app.html))
print(json.dumps([verdicts, sorted({"tensorflow", "keras", "sklearn"} & set(sys.modules))]))
"""


def test_neither_digits_nor_sequences_load_tensorflow_or_scikit_learn(finish_kind):
    command = [sys.executable, "-c", PROGRAM, finish_kind("image").run_id, finish_kind("sequence").run_id]
    result = subprocess.run(command, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True)
    assert json.loads(result.stdout.splitlines()[-1]) == [[1, 1], []]
