import pytest

from core.comparison.comparability import confounds, find_differences, model_differences
from core.comparison.presentation.wording import confound_sentence
from core.config import RunConfig, flatten

RIGHT = [1.0, 0.0]


@pytest.mark.parametrize(
    ("assignment", "kind"),
    [
        ("dataset.num_rows=100", "data"),
        ("dataset.test_size=0.5", "split"),
        ("dataset.seed=7", "split"),
        ("train.validation_split=0.2", "split"),
        ("text.num_words=50", "vocabulary"),
        ("text.tokenizer=keras", "vocabulary"),
        ("text.maxlen=5", "padding"),
        ("text.padding=post", "padding"),
        ("train.batching=by_length", "masking"),
        ("train.epochs=9", "training budget"),
        ("train.learning_rate=0.5", "training budget"),
        ("train.kernel=bfloat16", "training budget"),
    ],
)
def test_each_difference_other_than_the_architecture_is_named(add_tested, assignment, kind):
    prints = {"fingerprint": "other"} if kind == "data" else {}
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, assignment, **prints)]
    (confound,) = find_differences(runs)
    name, value = assignment.split("=")
    assert (confound.kind, confound.settings) == (kind, (name,))
    assert str(confound.values[name][1]) == value


def test_settings_that_were_tuned_with_the_same_budget_may_differ(add_tested):
    settings = ("train.learning_rate=0.5", "model.dropout=0.5", "train.batching=by_length")
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, *settings)]
    names = [setting.partition("=")[0] for setting in settings]
    assert not find_differences(runs, planned=names)
    assert model_differences([run.config for run in runs], planned=names) == ()
    (masking,) = find_differences(runs, planned=["train.learning_rate", "model.dropout"])
    assert (masking.kind, masking.settings) == ("masking", ("train.batching",))


def test_direction_units_and_seed_may_differ(add_tested):
    assert not find_differences(
        [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 2, RIGHT, "model.units=3")]
    )
    assert not find_differences([])


def test_kernels_that_give_the_same_numbers_may_differ(add_tested):
    assert not find_differences(
        [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, "train.kernel=keras")]
    )


def test_the_same_examples_may_be_in_files_with_different_names(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, "dataset.path=/elsewhere.csv")]
    assert not find_differences(runs)


def test_different_examples_under_the_same_settings_are_a_confound(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, fingerprint="changed")]
    (confound,) = find_differences(runs)
    assert (confound.kind, confound.settings) == ("data", ())
    assert confound.data_labels == ("reviews.csv",)


def test_text_settings_do_not_matter_for_other_data(add_tested):
    sums = ("dataset.name=cumulative_sum", "dataset.path=none", "model.head=per_step")
    assert not find_differences(
        [add_tested("forward", 1, RIGHT, *sums), add_tested("forward", 2, RIGHT, *sums, "text.maxlen=5")]
    )


def test_network_settings_that_differ_are_listed_and_are_no_confound(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, "model.dropout=0.5")]
    assert not find_differences(runs)
    assert model_differences([run.config for run in runs]) == ("model.dropout",)
    assert model_differences([]) == ()


def test_substitute_data_are_a_confound_even_without_a_fingerprint(add_tested, store):
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT)]
    store.describe(runs[1].run_id, data={"name": "a sample", "stand_in": True})
    (confound,) = find_differences([runs[0], store.get(runs[1].run_id)])
    assert confound.kind == "data"


def test_padding_does_not_matter_where_it_is_not_read(add_tested):
    by_length = ("train.batching=by_length",)
    runs = [
        add_tested("forward", 1, RIGHT, *by_length),
        add_tested("forward", 2, RIGHT, *by_length, "text.padding=post"),
    ]
    assert not find_differences(runs)


def test_batches_by_length_of_an_earlier_version_are_a_confound(add_tested, store):
    by_length = "train.batching=by_length"
    earlier, now = add_tested("forward", 1, RIGHT, by_length), add_tested("bidirectional", 1, RIGHT, by_length)
    store.describe(now.run_id, data=now.data | {"batches": ["full"]})
    (confound,) = find_differences([earlier, store.get(now.run_id)])
    assert (confound.kind, confound.values) == ("training budget", {"batches": ("of equal length", "full")})
    assert confound_sentence(confound) == "batches is of equal length or full"


def test_another_split_of_the_same_rows_is_no_difference(add_tested):
    runs = [add_tested("forward", 1, [1, 0], f"dataset.split={split}") for split in (0, 1)]
    assert find_differences(runs) == ()


def test_another_split_of_data_with_their_own_test_set_is_a_difference(add_tested):
    settings = ("dataset.name=cumulative_sum", "dataset.path=none", "model.head=per_step")
    runs = [add_tested("forward", 1, [1, 0], *settings, f"dataset.split={split}") for split in (0, 1)]
    (confound,) = find_differences(runs)
    assert (confound.kind, confound.values) == ("split", {"dataset.split": (0, 1)})


def test_every_setting_is_a_confound_or_a_part_of_the_network_or_a_repetition():
    of_kinds = {name for kind in confounds._SETTINGS.values() for name in kind}
    names = {name for name in flatten(RunConfig()) if not name.startswith("model.")}
    assert names - of_kinds == {*confounds._INPUTS, "train.seed"}


def test_priors_are_a_difference_of_the_networks(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("bidirectional", 1, RIGHT, "text.priors=linear")]
    configs = [run.config for run in runs]
    assert model_differences(configs) == ("text.priors",)
    assert model_differences(configs, planned=["text.priors"]) == ()
