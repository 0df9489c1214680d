import numpy as np
import pytest

from core.inference.decision_rule import read_rule
from tests.support.comparisons.validation_sets import add_uncertain_predictions
from tests.support.page_elements import press, texts

PAGE = "pages/compare/page.py"


@pytest.fixture
def pair(add_tested):
    """Two arms with two seeds on 90 rows."""
    rights = {"forward": np.arange(90) % 3 > 0, "bidirectional": np.arange(90) % 5 > 0}
    return [add_tested(way, seed, right.astype(float)) for way, right in rights.items() for seed in (1, 2)]


def link(runs) -> str:
    return ",".join(run.run_id for run in runs)


def test_the_threshold_panel_follows_costs_and_slider_and_stores_the_choice(open_page, pair):
    add_uncertain_predictions(pair)
    app = open_page(PAGE, runs=link(pair), panel="Threshold")
    assert not app.exception
    rates, choices = (element.value for element in app.dataframe[-2:])
    assert list(choices["Runs with a threshold"]) == ["2 of 2"] * 2
    lower = app.slider(key="threshold").set_value(0.2).run()
    assert not lower.exception
    of_both = (table["Recall"].str.removesuffix(" %").astype(float) for table in (lower.dataframe[-2].value, rates))
    assert np.greater(*of_both).all()
    dearer = lower.number_input(key="cost_fn").set_value(9.0).run()
    assert (dearer.dataframe[-1].value["Threshold"] < choices["Threshold"]).all()
    stored = press(dearer, "Use on Score")
    assert "In use by 4 of 4 runs." in texts(stored)
    assert 0 < read_rule(pair[0].folder).threshold < 0.5
    assert "In use by 4 of 4 runs." not in texts(press(stored, "Stop using"))
    assert read_rule(pair[0].folder) is None


def test_costs_of_zero_are_refused_in_the_panel(open_page, pair):
    app = open_page(PAGE, runs=link(pair), panel="Threshold", cost_fp="0.0", cost_fn="0.0")
    assert not app.exception
    assert any("Both must be finite and at least 0" in text for text in texts(app))
