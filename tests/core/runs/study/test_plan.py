import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import MAX_SEED, RunConfig, flatten
from core.errors import ConfigError
from core.runs.study import StudyPlan, arm_config, members, unmatched

ARMS = ("forward", "bidirectional", "two_forward")
CONFIG = RunConfig().with_settings(["model.direction=forward", "model.units=128", "model.embedding_dim=128"])


def test_members_are_ordered_seed_by_seed_with_every_arm():
    planned = members(StudyPlan(CONFIG, ARMS, num_seeds=2))
    assert [(member.seed, member.arm) for member in planned] == [(seed, arm) for seed in (42, 43) for arm in ARMS]
    assert [member.config.train.seed for member in planned] == [42, 42, 42, 43, 43, 43]
    assert planned[1].name == "bidirectional LSTM 128, seed 42"


@pytest.mark.parametrize(
    ("setting", "changes", "sentence"),
    [
        (
            "train.seed=2147483646", {"num_seeds": 3},
            "train.seed is 2147483646, and this study counts on from it to 2147483648. The largest seed is "
            "2147483647. Set train.seed to 2147483645 or less.",
        ),
        ("train.seed=2147483647", {"search": ("train.epochs=1,2",)}, "Set train.seed to 2147482647 or less."),
        ("dataset.split=990", {"num_splits": 20}, "dataset.split is 990, and this study counts on from it to 1009."),
    ],
)  # fmt: skip
def test_a_number_that_a_study_cannot_count_on_from_is_refused_by_its_name(setting, changes, sentence):
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        StudyPlan(CONFIG.with_settings([setting]), ARMS, **changes)


def test_the_last_seed_that_a_study_can_count_on_from_is_not_refused():
    config = CONFIG.with_settings([f"train.seed={MAX_SEED - 1000}"])
    plan = StudyPlan(config, ARMS, num_seeds=2, search=("train.epochs=1,2",))
    assert {member.seed for member in members(plan)} == {MAX_SEED}


def test_members_differ_in_direction_and_seed_alone():
    for member in members(StudyPlan(CONFIG, ARMS, num_seeds=2)):
        own, shared = flatten(member.config), flatten(CONFIG)
        assert {name for name in own if own[name] != shared[name]} <= {"model.direction", "train.seed"}
        assert member.config.dataset == CONFIG.dataset


def test_splits_alternate_and_share_no_seed():
    plan = StudyPlan(CONFIG, ("forward", "bidirectional"), num_seeds=2, num_splits=3)
    planned = members(plan)
    assert [(member.split, member.seed) for member in planned[::2]] == [(n % 3, 42 + n) for n in range(6)]
    assert [member.config.dataset.split for member in planned] == [member.split for member in planned]
    assert planned[2].name == "forward LSTM 128, split 1, seed 43"
    assert {member.config.dataset.model_copy(update={"split": 0}) for member in planned} == {CONFIG.dataset}
    assert plan.size == "3 splits with 2 seeds each"


def test_splits_follow_the_split_of_the_settings():
    planned = members(StudyPlan(CONFIG.with_settings(["dataset.split=4"]), ARMS, num_seeds=1, num_splits=2))
    assert [member.split for member in planned] == [4] * 3 + [5] * 3


@pytest.mark.parametrize("name", ["mnist", "cumulative_sum"])
def test_splits_of_data_with_their_own_test_set_are_refused(name):
    head = "per_step" if name == "cumulative_sum" else "softmax"
    config = RunConfig().with_settings([f"dataset.name={name}", f"model.head={head}"])
    with pytest.raises(ConfigError, match=f"2 splits of `{name}`, which has its own test set. Another .* Set num_spl"):
        StudyPlan(config, ("forward", "bidirectional"), num_splits=2)


def test_a_plan_of_an_earlier_version_has_one_split():
    values = StudyPlan(CONFIG, ARMS).to_dict()
    del values["num_splits"], values["config"]["dataset"]["split"]
    assert StudyPlan.from_dict(values) == StudyPlan(CONFIG, ARMS)


def test_matched_parameters_change_the_units_of_the_other_arms():
    plan = StudyPlan(CONFIG, ARMS, "matched_parameters")
    assert [arm_config(plan, arm).model.units for arm in ARMS] == [128, 79, 79]
    assert [member.config.model.units for member in members(plan)] == [128, 79, 79] * 3


@given(
    st.lists(st.sampled_from(ARMS), min_size=2, unique=True), st.integers(1, 3), st.floats(0, 0.49), st.integers(1, 3)
)
def test_a_plan_survives_json(arms, num_seeds, rope, num_splits):
    plan = StudyPlan(CONFIG, tuple(arms), "matched_parameters", num_seeds, rope, num_splits)
    assert StudyPlan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"arms": ["forward"]}, "arms is forward. It must be at least two"),
        ({"arms": []}, "arms is empty"),
        ({"arms": None}, "arms is None"),
        ({"arms": ["forward", "forward"]}, "arms is forward, forward"),
        ({"arms": ["forward", "sideways"]}, "arms is forward, sideways"),
        ({"arms": ["forward", ["backward"]]}, "at least two different ones"),
        ({"arms": ["forward", "four_directions"]}, "model.direction cannot be four_directions"),
        ({"width": "matched"}, "width is 'matched'. It must be one of same_units, matched_parameters"),
        ({"num_seeds": 0}, "num_seeds is 0. It must be a whole number from 1 to 50"),
        ({"num_seeds": 51}, "num_seeds is 51"),
        ({"num_seeds": 2.0}, "num_seeds is 2.0"),
        ({"num_seeds": True}, "num_seeds is True"),
        ({"num_splits": 0}, "num_splits is 0. It must be a whole number from 1 to 20"),
        ({"num_splits": 21}, "num_splits is 21"),
        ({"rope": 0.5}, "rope is 0.5"),
        ({"rope": -0.01}, "rope is -0.01"),
        ({"rope": float("nan")}, "rope is nan"),
        ({"rope": "1 %"}, "rope is '1 %'"),
        ({"config": {"model": {"cell": "Transformer"}}}, "model.cell is 'Transformer'"),
        ({"config": CONFIG.with_settings([f"train.seed={2**31 - 2}"]).to_dict()}, f"it to {2**31}"),
        ({"seeds": 3}, "The settings of a study include seeds"),
    ],
)
def test_impossible_settings_of_a_study_are_refused_in_three_parts(changes, named):
    with pytest.raises(ConfigError) as refused:
        StudyPlan.from_dict({**StudyPlan(CONFIG, ARMS).to_dict(), **changes})
    assert named in str(refused.value)
    assert all((refused.value.problem, refused.value.expected, refused.value.hint))


def test_a_study_needs_a_config_and_arms():
    with pytest.raises(ConfigError, match="lack arms"):
        StudyPlan.from_dict({"config": CONFIG.to_dict()})


def test_a_gap_that_matching_leaves_is_named():
    few = CONFIG.with_settings(["model.units=3"])
    assert unmatched(StudyPlan(few, ARMS, "matched_parameters")) == (
        "Units this small cannot match within 1 %: bidirectional 32.3 %, two forward 32.3 %. A verdict on such arms "
        "does not credit the direction. Raise model.units."
    )
    assert unmatched(StudyPlan(few, ARMS)) == ""
    assert unmatched(StudyPlan(CONFIG, ARMS, "matched_parameters")) == ""


def test_an_arm_that_would_need_too_many_units_is_refused():
    wide = CONFIG.with_settings(["model.direction=bidirectional", "model.units=2048"])
    with pytest.raises(ConfigError, match="at most 2,048 units"):
        StudyPlan(wide, ARMS, "matched_parameters")
    assert StudyPlan(wide, ARMS).width == "same_units"
