import pytest

from core.data.text.vectors.vector_coverage import VectorCoverage
from core.errors import DatasetError
from core.runs.jobs import preview_job
from pages.shared.session import dataset_cache
from pages.shared.session.routes import TRAIN
from tests.support.page_elements import markdown_of, texts

BROKEN = DatasetError("Line 7 of vectors.txt is broken.", "Each line holds numbers.", "Correct line 7.")


@pytest.fixture
def results(monkeypatch) -> list:
    """What the next checks of the coverage find, instead of a process that reads the data."""
    results: list = []

    def cover(jobs, config, **options):
        if isinstance(results[0], Exception):
            raise results.pop(0)
        return results.pop(0)

    monkeypatch.setattr(preview_job, "cover_dataset", cover)
    dataset_cache._vector_coverage.clear()
    return results


def choose(app, key, value):
    app.get_by_key(f"draft.{key}").set_value(value)
    return app.run()


def test_the_coverage_is_shown_before_training_until_the_settings_change(open_page, results):
    results.append(VectorCoverage("GloVe", 9_000, 8_100, 200_000, 150_000))
    app = open_page(TRAIN)
    assert "check_vectors" not in [button.key for button in app.button]
    choose(app, "model.embeddings", "glove")
    app.button(key="check_vectors").click().run()
    assert "8,100 of the 9,000 words of the vocabulary (90 %) and for 75.0 % of the tokens" in " ".join(texts(app))
    assert "Many tokens start with random numbers" in markdown_of(app)
    choose(app, "model.units", 8)
    assert "8,100 of the 9,000 words" in " ".join(texts(app)), "units change no word"
    choose(app, "text.num_words", 500)
    assert "8,100 of the 9,000 words" not in " ".join(texts(app))
    assert not app.exception


def test_what_is_wrong_with_the_vectors_stands_in_the_same_place(open_page, results):
    results.append(BROKEN)
    app = open_page(TRAIN)
    choose(app, "model.embeddings", "glove")
    app.button(key="check_vectors").click().run()
    assert "Line 7 of vectors.txt is broken." in " ".join(texts(app))
    assert not app.exception
