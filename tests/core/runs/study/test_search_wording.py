from core.config import RunConfig
from core.runs.study import StudyPlan
from core.runs.study.search_wording import budget_sentence, choice_sentences

ARMS = ("forward", "bidirectional")
RATES = "train.learning_rate=0.001,0.003,0.01"


def test_a_planned_search_says_what_it_tries_and_what_decides():
    plan = StudyPlan(RunConfig(), ARMS, search=(RATES, "model.dropout=0,0.5"))
    assert budget_sentence(plan) == (
        "First, each arm has 6 trials (train.learning_rate 0.001, 0.003 or 0.01 with model.dropout 0 or 0.5), one "
        "run each with seed 1042. The highest accuracy on the validation set (10 % of the training rows) decides which "
        "is the best trial, whose settings all its seeds are trained with; the test set does not."
    )
    assert choice_sentences(plan) == ()


def test_a_study_without_a_search_says_nothing():
    plan = StudyPlan(RunConfig(), ARMS)
    assert (budget_sentence(plan), choice_sentences(plan)) == ("", ())


def test_a_choice_names_the_budget_and_what_each_arm_took():
    (sentence,) = choice_sentences(StudyPlan(RunConfig(), ARMS, search=(RATES,), chosen=(1, 1)))
    assert sentence == (
        "The search had the same budget for each arm: 3 trials (train.learning_rate 0.001, 0.003 or 0.01), one run "
        "each, chosen by accuracy on the validation set (10 % of the training rows). Best trials: forward "
        "train.learning_rate 0.003; both ways train.learning_rate 0.003. A single run each chooses partly by "
        "chance, and a verdict is about arms with this budget."
    )


def test_a_value_at_an_end_of_those_tried_is_pointed_out():
    _, low, high = choice_sentences(StudyPlan(RunConfig(), ARMS, search=(RATES,), chosen=(0, 2)))
    assert low.startswith("The lowest train.learning_rate that was tried was best for forward: a lower one")
    assert high.startswith("The highest train.learning_rate that was tried was best for both ways: a higher one")
    (_,) = choice_sentences(StudyPlan(RunConfig(), ARMS, search=("model.activation=tanh,relu",), chosen=(0, 1)))


def test_the_end_of_what_a_setting_can_be_is_no_end_of_those_tried():
    def sentences(search, *chosen):
        return choice_sentences(StudyPlan(RunConfig(), ARMS, search=(search,), chosen=chosen))[1:]

    assert sentences("model.dropout=0,0.5", 0, 0) == ()
    assert len(sentences("model.dropout=0,0.5", 1, 1)) == 1
    assert sentences("train.learning_rate=0.1,1", 1, 1) == ()
    assert len(sentences("train.learning_rate=0.000001,1", 0, 0)) == 1
    assert sentences("train.epochs=1,2", 0, 0) == ()
    assert len(sentences("train.steps_per_epoch=2,3", 0, 1)) == 2
