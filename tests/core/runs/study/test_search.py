import json

import pytest

from core.config import RunConfig, flatten
from core.errors import ConfigError
from core.runs.search import SearchPlan
from core.runs.study import StudyPlan, arm_config, candidates, members, tried_among, tunable_settings, without_search

ARMS = ("forward", "bidirectional")
RATES = ("train.learning_rate=0.001, 0.01",)


def test_every_combination_of_values_is_a_candidate():
    assert candidates(("train.learning_rate=0.1,0.2", "model.dropout=0,0.5")) == (
        ("train.learning_rate=0.1", "model.dropout=0"),
        ("train.learning_rate=0.1", "model.dropout=0.5"),
        ("train.learning_rate=0.2", "model.dropout=0"),
        ("train.learning_rate=0.2", "model.dropout=0.5"),
    )
    assert candidates(()) == ()


def test_each_arm_tries_each_candidate_with_a_seed_that_the_study_never_has():
    plan = StudyPlan(RunConfig(), ARMS, search=RATES)
    tried = [(member.arm, member.config.train.learning_rate, member.candidate) for member in members(plan)]
    assert tried == [(arm, rate, number) for number, rate in enumerate((0.001, 0.01)) for arm in ARMS]
    assert members(plan)[2].name == "forward LSTM 32, trial 2 of 2"
    last = StudyPlan(RunConfig(), ARMS, num_seeds=50, search=RATES, chosen=(0, 0))
    assert not {member.seed for member in members(plan)} & {member.seed for member in members(last)}


def test_after_the_choice_all_seeds_of_an_arm_have_its_candidate():
    plan = StudyPlan(RunConfig(), ARMS, num_seeds=2, search=RATES, chosen=(1, 0))
    assert [(one.arm, one.seed, one.config.train.learning_rate) for one in members(plan)] == [
        ("forward", 42, 0.01), ("bidirectional", 42, 0.001), ("forward", 43, 0.01), ("bidirectional", 43, 0.001),
    ]  # fmt: skip
    assert arm_config(plan, "forward").train.learning_rate == 0.01
    assert plan.with_more_seeds(3).chosen == (1, 0)


def test_runs_that_tried_a_candidate_are_told_from_those_that_are_compared(store):
    plan = StudyPlan(RunConfig(), ARMS, num_seeds=1, search=RATES)
    chosen = StudyPlan(RunConfig(), ARMS, num_seeds=1, search=RATES, chosen=(0, 1))
    runs = [store.create(member.config, member.name) for of in (plan, chosen) for member in members(of)]
    assert [run.name for run in without_search(chosen, runs)] == [member.name for member in members(chosen)]


def test_a_plan_with_a_search_survives_json():
    for chosen in ((), (1, 0)):
        plan = StudyPlan(RunConfig(), ARMS, search=RATES, chosen=chosen)
        assert StudyPlan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


@pytest.mark.parametrize(
    ("search", "settings", "says"),
    [
        (["train.learning_rate"], [], "'train.learning_rate' is no search. A search has the form part.key=value,value"),
        (["train.learning_rate=0.1"], [], "has 1 trial for each arm. It needs 2 to 30"),
        (["train.learning_rate=" + ",".join(f"0.{n:03}" for n in range(1, 40))], [], "39 trials .* Name fewer"),
        (["train.learning_rate=0.1,0.10"], [], "has the same trial twice"),
        (["train.learning_rate=0.1,0.2", "train.learning_rate=0.3,0.4"], [], "names train.learning_rate twice"),
        (["train.learning_rate=0.1,2"], [], "train.learning_rate"),
        (["train.speed=1,2"], [], "no setting 'train.speed'. It can vary train.learning_rate"),
        (["model.units=8,16"], [], "cannot vary model.units"),
        (["dataset.num_rows=100,200"], [], "cannot vary dataset.num_rows"),
        (
            ["train.learning_rate=0.1,0.2"],
            ["train.validation_split=0", "train.early_stopping_patience=none"],
            "validation_split is 0, so there is no validation set",
        ),
        ([3], [], "search is 3. It must be a list of lines"),
    ],
)
def test_a_search_that_cannot_choose_is_refused_with_the_reason(search, settings, says):
    with pytest.raises(ConfigError, match=says):
        StudyPlan(RunConfig().with_settings(settings), ARMS, search=tuple(search))


def test_a_search_over_several_splits_is_refused():
    with pytest.raises(ConfigError, match=r"a search and 3 splits\. The validation rows .* are test rows of another"):
        StudyPlan(RunConfig(), ARMS, num_splits=3, search=RATES)


@pytest.mark.parametrize("chosen", [(0,), (0, 2), (0, -1), (0, True), ("0", "1")])
def test_a_choice_that_is_none_is_refused(chosen):
    with pytest.raises(ConfigError, match=r"chosen is .* the number of a trial of the search for each arm"):
        StudyPlan(RunConfig(), ARMS, search=RATES, chosen=chosen)


def test_only_settings_with_an_effect_on_these_data_can_be_tuned():
    digits = RunConfig().with_settings(["dataset.name=mnist", "model.head=softmax"])
    assert "model.spatial_dropout" in tunable_settings(RunConfig(), ARMS)
    assert {"model.token_dropout", "model.head_dropout", "model.l2"} <= set(tunable_settings(RunConfig(), ARMS))
    assert not {"model.spatial_dropout", "model.token_dropout", "train.batching"} & set(tunable_settings(digits, ARMS))
    assert "model.merge_mode" not in tunable_settings(RunConfig(), ("forward", "two_forward")[:1])
    assert set(tunable_settings(RunConfig(), ARMS)) <= set(flatten(RunConfig()))


def test_a_search_of_more_combinations_than_fit_into_memory_is_refused_at_once():
    values = ",".join(f"{n / 1000:g}" for n in range(1, 201))
    names = ("train.learning_rate", "model.dropout", "model.recurrent_dropout", "model.spatial_dropout")
    with pytest.raises(ConfigError, match=r"has 1,600,000,000 trials for each arm"):
        StudyPlan(RunConfig(), ARMS, search=tuple(f"{name}={values}" for name in names))


def test_seeds_that_are_added_before_a_search_has_chosen_are_no_further_look():
    searching = StudyPlan(RunConfig(), ARMS, num_seeds=3, search=RATES)
    assert searching.with_more_seeds(5).looks == ()
    chosen = StudyPlan(RunConfig(), ARMS, num_seeds=3, search=RATES, chosen=(0, 0))
    assert chosen.with_more_seeds(5).looks == (3,)


def test_runs_of_a_search_are_no_further_seeds_of_what_it_chose(store, tiny_config):
    study = store.studies.create(StudyPlan(tiny_config, ARMS, num_seeds=1, search=RATES))
    tried = store.create_all([(one.config, one.name) for one in members(study.plan)], study_id=study.study_id)
    study = store.studies.choose(study.study_id, (0, 1))
    compared = store.create_all([(one.config, one.name) for one in members(study.plan)], study_id=study.study_id)
    other = store.create(tiny_config)
    assert tried_among([study], [tried[0], *compared, other]) == [tried[0]]
    assert tried_among([study], [*tried, other]) == []  # candidates may be compared with each other
    assert tried_among([], [*tried, *compared]) == []


def test_a_trial_is_no_further_seed_of_the_settings_it_chose(store, tiny_config):
    search = store.searches.create(SearchPlan(tiny_config, ("train.learning_rate=0.01..0.1",), 2))
    best = store.create_trial(search.search_id, 1, tiny_config, "Trial 1")
    other = store.create_trial(search.search_id, 2, tiny_config.with_settings(["train.learning_rate=0.1"]), "Trial 2")
    anew = store.create(tiny_config.with_settings(["train.seed=7"]))
    assert tried_among([], [best, other, anew]) == [best]
    assert tried_among([], [best, other]) == []
