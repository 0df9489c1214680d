from core.comparison.listing.published import published_figures
from core.config import RunConfig
from core.recipes import find_recipe
from core.training.history import Epoch


def recipe_run(store, name, *settings, accuracy=0.765, num_test=16_500):
    run = store.create(find_recipe("tweets-bi-lstm").config.with_settings(settings), name)
    store.claim(run.run_id, None)
    store.finish(run.run_id, {"test_accuracy": accuracy, "num_test": num_test}, 9.0)
    return store.get(run.run_id)


HISTORY = (Epoch(1, 0.5, 0.8, None, None, 2.0), Epoch(2, 0.4, 0.9, None, None, 2.0))


def test_a_recipe_s_published_figures_are_beside_the_measured_ones(store):
    run = recipe_run(store, "my tweets", "dataset.path=/a/b.csv", "dataset.seed=7", "train.seed=7")
    published = published_figures(run, HISTORY)
    assert published.recipe.name == "tweets-bi-lstm"
    assert published.differs == ()
    assert [(one.metric, one.published, one.measured, one.number) for one in published.figures] == [
        ("test_accuracy", 0.7444, 0.765, 16_500),
        ("train_accuracy", 0.9511, 0.9, None),
    ]


def test_a_run_named_after_a_recipe_lists_the_settings_that_differ(store):
    published = published_figures(recipe_run(store, "tweets-bi-lstm", "train.epochs=3", "model.units=8"), HISTORY)
    assert published.differs == ("model.units", "train.epochs")
    assert published_figures(recipe_run(store, "other", "train.epochs=3"), HISTORY) is None


def test_unfinished_runs_have_no_measured_figures_and_some_recipes_no_published_ones(store):
    waiting = store.create(find_recipe("tweets-bi-lstm").config)
    assert {one.measured for one in published_figures(waiting, ()).figures} == {None}
    assert published_figures(store.create(find_recipe("tweets-lstm").config), ()) is None
    assert published_figures(store.create(RunConfig()), ()) is None


def test_settings_without_effect_do_not_differ_from_the_recipe(store):
    run = recipe_run(store, "my tweets", "dataset.target=future", "train.kernel=keras")
    assert published_figures(run, HISTORY).differs == ()
