import base64

import numpy as np
import pytest

from core.data.sample_images import SampleImages
from core.inference.inputs.digit_images import png
from core.inference.scorer import Scorer
from core.runs.jobs import sample_images_job
from pages.shared.session import dataset_cache
from tests.support.page_elements import markdown_of, texts, verdicts

SCORE = "pages/score/page.py"


def bar() -> np.ndarray:
    image = np.zeros((28, 28), np.float32)
    image[4:24, 12:16] = 1
    return image


@pytest.fixture(autouse=True)
def sample_images_of_two(monkeypatch):
    """Two test digits, read at once."""
    images = SampleImages(np.stack([bar(), bar().T]), ("1", "7"), (3, 8))
    monkeypatch.setattr(sample_images_job, "load_sample_images", lambda jobs, config: images)
    dataset_cache._sample_images.clear()
    yield images
    dataset_cache._sample_images.clear()


def htmls(app) -> str:
    return "\n".join(element.value for element in app.html)


def test_a_test_digit_is_scored_by_every_network_and_its_label_is_shown(open_page, finish_kind, sample_images_of_two):
    runs = [finish_kind("image", way) for way in ("forward", "bidirectional")]
    app = open_page(SCORE, runs=",".join(run.run_id for run in runs), digit="2")
    assert not app.exception
    for run, verdict in zip(runs, verdicts(app), strict=True):
        score = Scorer(run.folder, run.config).score_images(sample_images_of_two.images[1:2])[0]
        assert f"</span> {score.label}<" in verdict
        assert ("✓ correct" in verdict) == (score.label == "7")
        assert ("✗ wrong, actual: 7" in verdict) == (score.label != "7")
    assert "Actual label: 7." in htmls(app)
    assert sum(text.endswith(" ms") for text in texts(app)) == 2
    components = [element.proto.component_name for element in app.get("bidi_component")]
    assert components.count("bothways_chart") == 2


@pytest.mark.parametrize("digit", ["0", "99", "-1", "x", "²"])
def test_a_digit_out_of_range_is_the_first(open_page, finish_kind, digit):
    app = open_page(SCORE, runs=finish_kind("image").run_id, digit=digit)
    assert not app.exception
    assert "Actual label: 1." in htmls(app)


def test_missing_data_leaves_drawing_and_uploading(open_page, finish_kind, tmp_path, monkeypatch):
    monkeypatch.undo()
    run = finish_kind("image", "forward", "dataset.name=mnist", f"dataset.path={tmp_path / 'gone.npz'}")
    app = open_page(SCORE, runs=run.run_id)
    assert not app.exception
    assert any("gone.npz" in text for text in texts(app))
    app.segmented_control(key="image").set_value("draw").run()
    assert not app.exception
    assert "Draw one large digit" in markdown_of(app)


def test_an_uploaded_picture_is_scored_in_the_format_of_mnist(open_page, finish_kind):
    run = finish_kind("image")
    app = open_page(SCORE, runs=run.run_id, image="Upload")
    assert verdicts(app) == []
    app.file_uploader(key="picture").upload("one.png", png(1 - bar()), "image/png").run()
    assert not app.exception
    score = Scorer(run.folder, run.config).score_images(bar()[np.newaxis])[0]
    assert f"</span> {score.label}<" in verdicts(app)[0]
    assert "correct" not in verdicts(app)[0]
    assert base64.b64encode(png(bar())).decode() in htmls(app)


@pytest.mark.parametrize("content", [b"", b"no picture", png(np.zeros((28, 28)))])
def test_an_upload_without_a_digit_gets_an_error(open_page, finish_kind, content):
    app = open_page(SCORE, runs=finish_kind("image").run_id, image="Upload")
    app.file_uploader(key="picture").upload("<b>.png", content, "image/png").run()
    assert not app.exception
    assert verdicts(app) == []
    assert any("The picture" in text for text in texts(app))
