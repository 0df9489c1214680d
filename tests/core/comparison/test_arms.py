import pytest

from core.comparison.arms import arms_of, with_shared_splits

RIGHT = [1.0, 0.0, 1.0, 1.0]


def test_runs_of_several_splits_are_one_arm_by_split_and_seed(add_tested):
    places = ((1, 5), (0, 6), (0, 4))
    runs = [add_tested("forward", seed, [1, 0], f"dataset.split={split}") for split, seed in places]
    (arm,) = arms_of(runs)
    assert [tuple(block) for block in arm.by_block] == [(0, 4), (0, 6), (1, 5)]
    assert (arm.seeds, arm.splits) == ((4, 6, 5), (0, 1))


def test_the_same_seed_on_two_splits_is_two_runs_of_an_arm(add_tested):
    (arm,) = arms_of([add_tested("forward", 1, [1, 0], f"dataset.split={split}") for split in (0, 1)])
    assert len(arm.runs) == 2


def test_only_splits_that_all_arms_have_are_shared(add_tested):
    places = (("forward", 0), ("forward", 1), ("bidirectional", 1), ("bidirectional", 2))
    arms = arms_of([add_tested(direction, 1, [1, 0], f"dataset.split={split}") for direction, split in places])
    assert [arm.splits for arm in with_shared_splits(arms)] == [(1,), (1,)]
    assert with_shared_splits(()) == ()
    assert with_shared_splits(arms_of([arms[0].runs[0], arms[1].runs[1]])) == ()


def test_runs_of_one_architecture_are_one_arm_by_seed(add_tested):
    runs = [
        add_tested("bidirectional", 2, RIGHT),
        add_tested("forward", 1, RIGHT),
        add_tested("bidirectional", 1, RIGHT),
    ]
    forward, both = arms_of(runs)
    assert (forward.name, both.name) == ("forward SimpleRNN 4", "bidirectional SimpleRNN 4")
    assert both.runs == (runs[2], runs[0])
    assert both.seeds == (1, 2)
    assert (both.direction, both.num_params) == ("bidirectional", 99)


def test_the_newest_run_of_a_seed_counts(add_tested):
    older, newer = add_tested("forward", 1, RIGHT), add_tested("forward", 1, RIGHT)
    assert [arm.runs for arm in arms_of([newer, older])] == [(newer,)]


def test_only_finished_runs_make_an_arm(add_tested, store, tiny_config):
    assert arms_of([store.create(tiny_config)]) == ()
    assert len(arms_of([store.create(tiny_config), add_tested("forward", 1, RIGHT)])) == 1


def test_arms_of_one_direction_and_size_are_named_by_their_difference(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("forward", 1, RIGHT, "model.dropout=0.2")]
    assert {arm.name for arm in arms_of(runs)} == {
        "forward SimpleRNN 4 (dropout 0.0)",
        "forward SimpleRNN 4 (dropout 0.2)",
    }
    wider = [add_tested("forward", 1, RIGHT), add_tested("forward", 1, RIGHT, "model.units=8")]
    assert [arm.name for arm in arms_of(wider)] == ["forward SimpleRNN 4", "forward SimpleRNN 8"]


def test_different_text_or_training_settings_make_separate_arms(add_tested):
    runs = [
        add_tested("forward", 1, RIGHT),
        add_tested("forward", 1, RIGHT, "text.padding=post"),
        add_tested("forward", 1, RIGHT, fingerprint="other"),
    ]
    arms = arms_of(runs)
    assert sorted(len(arm.runs) for arm in arms) == [1, 1, 1]
    assert len({arm.name for arm in arms}) == 3
    assert any("padding post" in arm.name for arm in arms)


def test_settings_without_effect_do_not_split_an_arm(add_tested):
    runs = [add_tested("forward", 1, RIGHT), add_tested("forward", 2, RIGHT, "model.merge_mode=sum")]
    assert len(arms_of(runs)) == 1
    by_length = ("train.batching=by_length",)
    runs = [
        add_tested("forward", 1, RIGHT, *by_length),
        add_tested("forward", 2, RIGHT, *by_length, "text.padding=post"),
    ]
    assert len(arms_of(runs)) == 1
    both = [add_tested("bidirectional", 1, RIGHT), add_tested("bidirectional", 2, RIGHT, "model.merge_mode=sum")]
    assert len(arms_of(both)) == 2


def test_batches_that_an_earlier_version_made_in_another_way_split_an_arm(add_tested, store):
    earlier, now = (add_tested("forward", seed, RIGHT, "train.batching=by_length") for seed in (1, 2))
    store.describe(now.run_id, data=now.data | {"batches": ["full"]})
    arms = arms_of([earlier, store.get(now.run_id)])
    assert [arm.name.partition("(")[2] for arm in arms] == ["batches of equal length)", "batches full)"]


@pytest.mark.parametrize(
    ("data", "setting"),
    [
        (("dataset.name=cumulative_sum", "dataset.path=none", "model.head=per_step"), "text.maxlen=3"),
        (("dataset.name=cumulative_sum", "dataset.path=none", "model.head=per_step"), "model.embedding_dim=9"),
        (("dataset.name=digits", "dataset.path=none", "model.head=softmax"), "model.spatial_dropout=0.1"),
        ((), "dataset.num_steps=7"),
        ((), "dataset.source=all"),
        ((), "dataset.text_column=text"),  # the same fingerprint: the column that was detected
    ],
)
def test_settings_that_these_data_do_not_use_do_not_split_an_arm(add_tested, data, setting):
    runs = [add_tested("forward", 1, RIGHT, *data), add_tested("forward", 2, RIGHT, *data, setting)]
    assert [arm.seeds for arm in arms_of(runs)] == [(1, 2)]
