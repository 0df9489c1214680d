import json

import pytest

from core.config import RunConfig
from core.errors import ConfigError
from core.runs.search import SearchPlan
from core.runs.search.search_plan import _MAX_COMBINATIONS, _combinations

RATE = "train.learning_rate=1e-4..1e-2"


def test_a_stored_plan_is_read_as_it_was(plan):
    assert SearchPlan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"num_trials": 1}, "num_trials is 1"),
        ({"num_trials": 501}, "num_trials is 501"),
        ({"num_trials": True}, "num_trials is True"),
        ({"sampler": "grid"}, "sampler is 'grid'"),
        ({"pruner": "hyper"}, "pruner is 'hyper'"),
        ({"seed": -1}, "seed is -1"),
        ({"space": ()}, "varies no settings"),
        ({"space": (RATE, "train.learning_rate=0.1,0.2")}, "train.learning_rate twice"),
        ({"space": ("train.seed=1,2",)}, "cannot vary train.seed"),
        ({"space": ("dataset.num_rows=100,200",)}, "cannot vary dataset.num_rows"),
        ({"space": ("train.validation_split=0.1,0.2",)}, "cannot vary train.validation_split"),
        ({"space": ("train.momentum=0..0.9",)}, "train.momentum has no effect"),
        ({"space": ("model.cell=LSTM,GRU",)}, "2 combinations of values, and 20 trials"),
        ({"space": ("model.pooling=last,max", RATE)}, "impossible combination, model.pooling=max"),
    ],
)
def test_an_impossible_search_is_refused(values, message):
    with pytest.raises(ConfigError) as error:
        SearchPlan(**{"config": RunConfig(), "space": (RATE,)} | values)
    assert message in str(error.value)


def test_a_setting_that_another_one_of_the_space_gives_an_effect_is_searched():
    assert SearchPlan(RunConfig(), ("train.optimizer=adam,sgd", "train.momentum=0..0.9"))


def test_what_is_part_of_the_loss_is_searched_by_accuracy_only(config):
    space = ("model.l2=1e-5..1e-2",)
    assert SearchPlan(config, space)
    with pytest.raises(ConfigError, match="part of the loss"):
        SearchPlan(config.with_settings(["train.monitor=val_loss"]), space)


def test_a_search_needs_a_validation_set():
    config = RunConfig().with_settings(["train.early_stopping_patience=none", "train.validation_split=0"])
    with pytest.raises(ConfigError, match="no validation set"):
        SearchPlan(config, (RATE,))


def test_of_a_large_space_a_sample_of_combinations_is_checked(plan):
    space = (*plan.space, *(f"model.{name}dropout=0,0.1,0.2,0.3" for name in ("", "head_", "token_", "spatial_")))
    many = SearchPlan(plan.config, (*space, "train.batch_size=8..64"))
    checked = list(_combinations(many.dimensions))
    assert len(checked) == len(set(checked)) == _MAX_COMBINATIONS
    assert len(set(_combinations(plan.dimensions))) == 8


@pytest.mark.parametrize("values", [{"config": {}}, {"config": {}, "space": [], "budget": 3}, 7])
def test_a_plan_of_another_version_is_refused(values):
    with pytest.raises(ConfigError):
        SearchPlan.from_dict(values)
