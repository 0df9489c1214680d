import plotly.graph_objects as go
import pytest

from core.config import RunConfig
from core.reports.figures.searches import best_by_budget, trial_coordinates
from core.reports.figures.theme import ORANGE
from core.runs.search import SearchPlan, Trial
from core.runs.search.sampler import next_config
from core.training.history import Epoch

CONFIG = RunConfig()
SPACE = ("train.learning_rate=1e-4..1e-2", "model.units=16..64", "model.cell=LSTM,GRU")


@pytest.fixture
def plan(request):
    """A search by validation accuracy, or by the metric that a test names."""
    monitor = getattr(request, "param", "val_accuracy")
    return SearchPlan(CONFIG.with_settings([f"train.monitor={monitor}"]), SPACE, 5)


@pytest.fixture
def trials(store, plan):
    """Four trials, the second the best; the last has no score."""
    search = store.searches.create(plan)
    trials = []
    for number, score in enumerate((0.6, 0.9, 0.7, None), start=1):
        config = next_config(plan, trials, number)
        run = store.create_trial(search.search_id, number, config, f"Trial {number}")
        store.claim(run.run_id, None)
        if score is None:
            store.fail(run.run_id, "It diverged.")
        else:
            store.finish(run.run_id, {}, 1.0)
        history = () if score is None else (Epoch(1, 0.5, 0.7, 1 - score, score, 1.0, score),)
        trials.append(Trial(number, store.get(run.run_id), history))
    return trials


def test_the_best_so_far_is_drawn_with_the_expected_best(trials, plan):
    figure = go.Figure(best_by_budget(trials, plan))
    band, mean, so_far = figure.data
    assert list(so_far.y) == [0.6, 0.9, 0.9, 0.9]
    assert list(mean.x) == [1, 2, 3, 4]  # the failed trial counts as the worst
    assert mean.y[0] == pytest.approx((0.6 + 0.9 + 0.7 + 0.6) / 4)
    assert len(band.x) == 8
    assert max(band.y) <= 0.9


def test_a_trial_without_a_result_yet_is_no_step_of_the_best_so_far(store, trials, plan):
    waiting = Trial(5, store.create_trial(trials[0].run.search_id, 5, CONFIG, "Trial 5"), ())
    *_, so_far = go.Figure(best_by_budget([*trials, waiting], plan)).data
    assert list(so_far.x) == [1, 2, 3, 4]


@pytest.mark.parametrize("plan", ["val_accuracy", "val_loss"], indirect=True)
def test_the_best_trial_is_orange_above_the_others_and_highest(trials, plan):
    figure = go.Figure(trial_coordinates(trials, plan))
    assert len(figure.data) == 3
    assert figure.data[-1].line.color == ORANGE != figure.data[0].line.color
    assert figure.data[-1].name.startswith("trial 2:")
    assert figure.data[-1].y[-1] == 1
    assert list(figure.data[0].x) == ["learning_rate", "units", "cell", plan.config.train.monitor]
    assert all(0 <= place <= 1 for trace in figure.data for place in trace.y)
    labels = [label.text for label in figure.layout.annotations]
    assert labels[:6] == ["0.0001", "0.01", "16", "64", "LSTM", "GRU"]


def test_equal_scores_are_in_the_middle(trials, plan):
    figure = go.Figure(trial_coordinates(trials[:1], plan))
    assert figure.data[0].y[-1] == 0.5
