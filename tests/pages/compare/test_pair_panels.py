import numpy as np
import pytest

from pages.shared.session import cache
from tests.support.comparisons.stored_texts import store_texts
from tests.support.page_elements import texts

PAGE = "pages/compare/page.py"


@pytest.fixture
def panel(open_page, add_tested):
    rights = {"forward": np.arange(120) % 2, "bidirectional": np.arange(120) % 5 > 0}
    runs = [add_tested(way, seed, right.astype(float)) for way, right in rights.items() for seed in (1, 2)]
    store_texts(runs, cache.workspace().home)
    return open_page(PAGE, runs=",".join(run.run_id for run in runs), panel="Slices")


def test_own_slices_have_accuracy_and_gap_below_the_others(panel):
    assert not panel.exception
    app = panel.text_area(key="own_slices").set_value("word=not\nlength=3").run()
    assert not app.exception
    table = app.dataframe[-1].value
    assert table["Slice"].tolist() == ["word=not", "length=3"]
    assert table["Texts"].tolist() == ["60 of 120"] * 2
    assert table["forward SimpleRNN 4"].tolist()[0].startswith("0.0 %")


def test_a_line_that_is_no_slice_is_refused_in_the_panel(panel):
    app = panel.text_area(key="own_slices").set_value("regex=(").run()
    assert not app.exception
    assert any("must be a regular expression of RE2" in text for text in texts(app))
