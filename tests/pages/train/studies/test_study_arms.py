from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.runs.store import RunStore
from core.runs.study import StudyPlan

TRAIN = "pages/train/page.py"
STUDY = {"what": "Study", "compared_settings": "Any settings"}


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.markdown, app.caption, app.text) for element in kind)


def test_a_grid_of_settings_is_planned_and_queued(open_page, store: RunStore):
    app = open_page(TRAIN, **STUDY)
    assert not app.exception
    assert app.text_input(key="grid_cell").value == "SimpleRNN, GRU, LSTM"
    app.multiselect(key="grid").set_value(["model.cell", "model.units"]).run()
    app.text_input(key="grid_cell").set_value("LSTM, GRU").run()
    app.text_input(key="grid_units").set_value("4, 16").run()
    assert "| LSTM, 4 units | 4 |" in text_of(app)
    assert "6 pairs of arms" in text_of(app)
    app.button(key="train").click().run()
    (study,) = store.studies.list()
    arms = tuple(f"model.cell={cell} model.units={units}" for cell in ("LSTM", "GRU") for units in (4, 16))
    assert study.plan == StudyPlan(RunConfig(), arms)
    assert len(store.of_study(study.study_id)) == 12
    assert app.query_params["study"] == study.study_id
    assert any("GRU, 16 units" in badge.value for badge in app.markdown)


def test_arms_can_be_listed_line_by_line(open_page, store: RunStore):
    app = open_page(TRAIN, how="List", **STUDY)
    app.text_area(key="listed").set_value("forward\n\nmodel.cell=GRU, model.units=8\n").run()
    app.button(key="train").click().run()
    assert [study.plan.arms for study in store.studies.list()] == [("forward", "model.cell=GRU model.units=8")]


def test_a_learning_curve_is_offered_with_numbers_of_rows_that_fit(open_page):
    app = open_page(TRAIN, grid="dataset.train_rows", **STUDY)
    assert app.text_input(key="grid_train_rows").value == "1880, 3750, 7510, none"
    assert "| all training rows |" in text_of(app)


def test_a_grid_that_is_none_is_refused_with_the_reason(open_page):
    app = open_page(TRAIN, grid_cell="LSTM", **STUDY)
    assert not app.exception
    assert "The grid model.cell=LSTM has 1 arm." in text_of(app)
    assert "train" not in [button.key for button in app.button]
    app.multiselect(key="grid").set_value([]).run()
    assert "Choose two or more arms to compare." in text_of(app)


def test_an_arm_that_changes_the_test_rows_is_refused_with_the_reason(open_page):
    app = open_page(TRAIN, how="List", listed="dataset.seed=1\ndataset.seed=2", **STUDY)
    assert "An arm changes dataset.seed." in text_of(app)
    assert "train" not in [button.key for button in app.button]
