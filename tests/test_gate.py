import pytest

from core.gate import gate, unlike_models

RIGHT = [1.0, 0.0]


@pytest.mark.parametrize(
    ("assignment", "kind"),
    [
        ("dataset.num_rows=100", "data"),
        ("dataset.test_size=0.5", "split"),
        ("dataset.seed=7", "split"),
        ("train.validation_split=0.2", "split"),
        ("text.num_words=50", "vocabulary"),
        ("text.maxlen=5", "padding"),
        ("text.padding=post", "padding"),
        ("train.batching=by_length", "masking"),
        ("train.epochs=9", "training budget"),
        ("train.learning_rate=0.5", "training budget"),
    ],
)
def test_whatever_differs_beside_the_architecture_is_named(add_tested, assignment, kind):
    prints = {"fingerprint": "other"} if kind == "data" else {}
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, assignment, **prints)]
    (unlike,) = gate(runs)
    name, value = assignment.split("=")
    assert (unlike.kind, unlike.settings) == (kind, (name,))
    assert f"{name} is " in unlike.words
    assert unlike.words.endswith(value)


def test_direction_units_and_seed_may_differ(add_tested):
    assert not gate([add_tested("forward", 1, RIGHT), add_tested("bidirectional", 2, RIGHT, "model.units=3")])
    assert not gate([])


def test_the_same_examples_may_lie_in_files_of_different_names(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, "dataset.path=/elsewhere.csv")]
    assert not gate(runs)


def test_other_examples_under_the_same_settings_are_told(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, fingerprint="changed")]
    (unlike,) = gate(runs)
    assert (unlike.kind, unlike.settings) == ("data", ())
    assert "not the same" in unlike.words


def test_settings_of_texts_do_not_matter_where_there_are_none(add_tested):
    sums = ("dataset.name=cumulative_sum", "dataset.path=none", "model.head=per_step")
    assert not gate([add_tested("forward", 1, RIGHT, *sums), add_tested("forward", 2, RIGHT, *sums, "text.maxlen=5")])


def test_settings_of_the_network_that_differ_are_told_but_do_not_forbid(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, "model.dropout=0.5")]
    assert not gate(runs)
    assert unlike_models([run.config for run in runs]) == ("model.dropout",)
    assert unlike_models([]) == ()
