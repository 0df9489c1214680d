import pytest

from tests.support.comparisons.wrong_labels import runs_with_wrong_labels
from tests.support.page_elements import markdown_of

PAGE = "pages/compare/page.py"


@pytest.fixture
def panel(open_page, add_tested):
    runs = runs_with_wrong_labels(add_tested)
    return open_page(PAGE, runs=",".join(run.run_id for run in runs), panel="Label errors")


def test_doubtful_labels_are_listed_with_the_numbers_without_them(panel):
    assert not panel.exception
    assert "3 of 120 test texts have a label that is likely wrong" in markdown_of(panel)
    listed, gaps, metrics = (element.value for element in panel.dataframe[-3:])
    assert len(listed) == 3
    assert gaps["Rows"].tolist() == ["120 and 117"]
    assert metrics["Accuracy, without"].tolist() == ["82.9 %", "84.6 %"]
    assert "Nothing is deleted" in markdown_of(panel)
    assert "Without 3 rows" in markdown_of(panel)


def test_without_doubtful_labels_the_panel_says_so(open_page, add_tested):
    runs = [add_tested(direction, 1, [1, 0] * 20) for direction in ("forward", "bidirectional")]
    app = open_page(PAGE, runs=",".join(run.run_id for run in runs), panel="Label errors")
    assert not app.exception
    assert "test texts have a label that is likely wrong" in markdown_of(app)
