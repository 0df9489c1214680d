import pytest

from core.runs.demo.bundled import demo_runs, sum_runs
from pages.shared.runs import picker

COMPARE, SCORE = "pages/compare/page.py", "pages/score/page.py"


@pytest.fixture(autouse=True)
def _short_list(monkeypatch):
    monkeypatch.setattr(picker, "MAX_LISTED", 2)


def ids_in(app, key: str) -> list[str]:
    """The ids at the end of the listed labels."""
    assert not app.exception
    return [label.rpartition(" ")[2] for label in app.multiselect(key=key).options]


def test_many_runs_are_listed_from_the_newest_until_all_are_asked_for(open_page, add_run):
    oldest, second, third, newest = [add_run(f"run {number}").run_id for number in range(4)]
    app = open_page(COMPARE, runs=f"{newest},{third}")
    assert ids_in(app, "compared") == [newest, third]
    app.toggle(key="compared_all").set_value(True).run()
    assert ids_in(app, "compared") == [newest, third, second, oldest]


def test_an_older_run_of_the_address_is_listed_and_stays_chosen(open_page, add_run):
    oldest, _, third, newest = [add_run(f"run {number}").run_id for number in range(4)]
    app = open_page(COMPARE, runs=f"{oldest},{newest}")
    assert ids_in(app, "compared") == [newest, third, oldest]
    assert app.multiselect(key="compared").value == [oldest, newest]


def test_a_few_runs_have_no_toggle(open_page, add_run):
    run_ids = [add_run(f"run {number}").run_id for number in range(2)]
    app = open_page(COMPARE, runs=",".join(run_ids))
    assert sorted(ids_in(app, "compared")) == sorted(run_ids)
    assert "compared_all" not in [toggle.key for toggle in app.toggle]


def test_the_shipped_networks_stay_in_the_list_on_score(open_page, add_run):
    newest = [add_run(f"run {number}").run_id for number in range(3)][:0:-1]
    shipped = [run.run_id for run in (*demo_runs(), *sum_runs())]
    assert shipped
    assert ids_in(open_page(SCORE), "score_runs") == [*newest, *shipped]
