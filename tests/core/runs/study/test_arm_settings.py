import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import RunConfig
from core.errors import ConfigError
from core.models.matched_units import recurrent_params
from core.runs.study import StudyPlan, arm_config, arm_documents, arm_of, members, variable_settings
from core.runs.study.arm_settings import arm_assignments, as_arm

CONFIG = RunConfig().with_settings(["dataset.name=reviews", "dataset.source=rotten_tomatoes"])
SIZES = ("model.cell=LSTM model.units=16", "model.cell=GRU model.units=64")


def test_arms_of_settings_differ_in_these_settings_and_share_the_rest():
    plan = StudyPlan(CONFIG, SIZES, num_seeds=2)
    models = [(member.config.model.cell, member.config.model.units, member.seed) for member in members(plan)]
    assert models == [("LSTM", 16, 42), ("GRU", 64, 42), ("LSTM", 16, 43), ("GRU", 64, 43)]
    assert {member.config.dataset for member in members(plan)} == {CONFIG.dataset}
    assert [member.name for member in members(plan)][:2] == ["LSTM, 16 units, seed 42", "GRU, 64 units, seed 42"]


@pytest.mark.parametrize("text", ["model.cell=GRU, model.units=8", " model.cell=GRU model.units=8", SIZES[1]])
def test_an_arm_may_separate_its_settings_by_commas_or_spaces(text):
    (first, second) = arm_assignments(as_arm(text))
    assert (first, second.partition("=")[0]) == ("model.cell=GRU", "model.units")


@given(st.lists(st.tuples(st.sampled_from(["model.cell", "text.padding"]), st.text("ab ,.", max_size=6)), min_size=1))
def test_reading_an_arm_twice_changes_nothing(settings):
    arm = as_arm(" ".join(f"{name}={value}" for name, value in settings))
    assert as_arm(arm) == arm
    assert len(arm_assignments(arm)) == len(settings)


def test_the_name_of_an_arm_has_only_what_differs():
    shared = StudyPlan(CONFIG, ("model.cell=GRU model.dropout=0.1", "model.cell=LSTM model.dropout=0.1"))
    assert list(shared.labels.values()) == ["GRU", "LSTM"]
    mixed = StudyPlan(CONFIG, ("forward", "model.cell=GRU", "text.lower=false dataset.train_rows=1000"))
    assert list(mixed.labels.values()) == [
        "forward, LSTM, lower, all training rows",
        "both ways, GRU, lower, all training rows",
        "both ways, LSTM, no lower, 1,000 training rows",
    ]
    assert list(StudyPlan(CONFIG, ("forward", "bidirectional")).labels.values()) == ["forward", "both ways"]


def test_the_arm_of_a_run_is_known_whatever_its_seed_and_split():
    plan = StudyPlan(CONFIG, SIZES, num_seeds=2, num_splits=2)
    assert [arm_of(plan, member.config) for member in members(plan)] == list(SIZES) * 4
    assert arm_of(plan, CONFIG) is None


def test_matched_parameters_are_those_of_the_first_arm():
    plan = StudyPlan(CONFIG, ("model.cell=GRU", "model.cell=LSTM", "model.cell=SimpleRNN"), "matched_parameters")
    first, *others = [recurrent_params(arm_config(plan, arm)) for arm in plan.arms]
    assert arm_config(plan, plan.arms[0]).model.units == CONFIG.model.units
    assert others == pytest.approx([first] * 2, rel=0.02)
    assert {one["wanted"] for one in arm_documents(plan)} == {first}


def test_a_plan_of_settings_survives_json():
    plan = StudyPlan(CONFIG, ("model.cell=GRU, model.units=8", "forward"), search=("model.dropout=0,0.2",))
    assert StudyPlan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


@pytest.mark.parametrize(
    ("arms", "changes", "message"),
    [
        (("model.cell=GRU", "dataset.num_rows=50"), {}, "An arm changes dataset.num_rows.* Use dataset.train_rows"),
        (("train.seed=1", "train.seed=2"), {}, "An arm changes train.seed.* Raise num_seeds"),
        (("dataset.split=1", "dataset.split=2"), {}, "An arm changes dataset.split.* Raise num_splits"),
        (("model.cell=GRU", "dataset.source=all"), {}, "Remove dataset.source from the arms"),
        (("model.cell=GRU", "model.cel=LSTM"), {}, "model.cel is not a setting"),
        (("model.cell=GRU", "model.cell=Transformer"), {}, "model.cell is 'Transformer'"),
        (("model.cell=LSTM", "model.units=32"), {}, "'model.cell=LSTM' and 'model.units=32' train the same network"),
        (("train.kernel=keras", "train.kernel=fast"), {}, "train the same network"),
        (("model.units=8", "model.units=9"), {"width": "matched_parameters"}, "The arms set model.units"),
        (("model.dropout=0", "model.dropout=0.1"), {"search": ["model.dropout=0,0.2"]}, "cannot vary model.dropout"),
        (tuple(f"model.units={number}" for number in range(1, 26)), {}, "at most 24"),
    ],
)
def test_arms_that_are_no_comparison_are_refused_in_three_parts(arms, changes, message):
    with pytest.raises(ConfigError, match=message) as refused:
        StudyPlan.from_dict({"config": CONFIG.to_dict(), "arms": list(arms), **changes})
    assert all((refused.value.problem, refused.value.expected, refused.value.hint))


def test_arms_may_differ_in_what_has_an_effect_and_keeps_the_test_rows():
    of_texts = variable_settings(CONFIG)
    assert {"model.units", "text.maxlen", "train.learning_rate", "dataset.train_rows"} <= set(of_texts)
    assert not {"train.seed", "dataset.num_rows", "dataset.seed", "dataset.split"} & set(of_texts)
    digits = variable_settings(RunConfig().with_settings(["dataset.name=digits", "model.head=softmax"]))
    assert not any(name.startswith("text.") for name in digits)
