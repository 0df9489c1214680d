"""A file of the user's own series, from the Data page to the network that Train builds for it."""

import numpy as np
import pytest

from pages.shared.session import draft
from tests.support.examples.series_files import ts_file, ucr_file

DATA = "pages/data/page.py"


@pytest.fixture
def with_file(open_page):
    """The Data page with a file of series, chosen by its path."""

    def choose(path):
        app = open_page(DATA, source="own_series")
        app.text_input(key="csv_path").set_value(str(path)).run()
        assert not app.exception
        return app

    return choose


def numbers(app):
    return {metric.label: metric.value for metric in app.metric}


def test_a_file_of_series_is_shown_and_trained_on_with_all_its_channels(with_file, tmp_path):
    app = with_file(ts_file(tmp_path / "waves_TRAIN.ts"))
    assert app.header[0].value == r"waves\_TRAIN\.ts"
    assert numbers(app) == {"rows": "24", "classes": "2", "steps": "8", "channels": "2"}
    app.button(key="train_on_this").click().run()
    assert not app.exception
    settings = app.session_state[draft.TRAIN]
    assert (settings["dataset"]["task"], settings["dataset"]["num_channels"]) == ("series", 2)
    assert settings["train"]["batching"] == "by_length"
    assert [error.value for error in app.error] == []


def test_what_lines_of_numbers_leave_open_is_asked(with_file, tmp_path):
    path = tmp_path / "numbers.txt"
    rows = np.round(np.random.default_rng(0).normal(size=(40, 3)), 2)
    path.write_text("\n".join(f"{place % 2} {a} {b} {place % 3}" for place, (a, b, _) in enumerate(rows.tolist())))
    app = with_file(path)
    assert numbers(app)["classes"] == "2"
    assert any("first number of each line" in text.value for text in (*app.text, *app.markdown, *app.caption))


def test_a_damaged_file_names_its_line(with_file, tmp_path):
    path = ucr_file(tmp_path / "x.tsv")
    path.write_text(path.read_text() + "1\t2\n")
    app = with_file(path)
    text = "\n".join(str(element.value) for kind in ("error", "markdown", "text") for element in app.get(kind))
    assert "line 25 has 2 numbers" in text
