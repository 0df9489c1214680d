import pytest

from core.comparison.listing.short_names import differences, short_names


@pytest.fixture
def add(store, tiny_config):
    """Add a run with these settings, without training it."""
    return lambda *settings: store.create(tiny_config.with_settings(settings), "a name")


def test_runs_are_named_by_what_differs_the_direction_first_and_the_seed_last(add):
    runs = (
        add("train.seed=1", "model.units=8"),
        add("train.seed=2", "model.units=8", "model.direction=bidirectional"),
    )
    assert short_names(runs) == ("forward, seed 1", "both ways, seed 2")
    others = (add("model.cell=GRU"), add("model.direction=backward", "model.units=8"))
    assert short_names(others) == ("forward, GRU, 4 units", "backward, SimpleRNN, 8 units")
    assert short_names(runs, without=("model.direction",)) == ("seed 1", "seed 2")


def test_settings_without_effect_and_paths_do_not_name_a_run(add, tmp_path):
    runs = (add("model.merge_mode=sum"), add("model.merge_mode=mul", f"dataset.path={tmp_path / 'other.csv'}"))
    assert differences(runs) == ("", "")
    assert short_names(runs) == tuple(f"a name · {run.run_id}" for run in runs)


def test_runs_that_differ_in_many_settings_keep_their_names(add):
    runs = (add(), add("model.units=8", "model.cell=GRU", "train.epochs=3", "train.batch_size=4", "train.seed=3"))
    assert [name.partition(" · ")[0] for name in short_names(runs)] == ["a name", "a name"]


def test_one_run_keeps_its_name(add):
    assert short_names((add(),)) == ("a name",)
