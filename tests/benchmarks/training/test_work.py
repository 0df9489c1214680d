import json

import pytest

from benchmarks.tables import training_table
from benchmarks.training import cumulative_sum, imdb, mnist, tweets
from benchmarks.training.ours import train_rounded
from benchmarks.training.race import OURS, ROUNDED, Lane
from benchmarks.training.rows import prepare
from core.recipes import find_recipe


@pytest.mark.process
def test_a_race_measures_speeds_accuracies_and_cold_runs():
    (work,) = cumulative_sum.WORKS
    measured = work.measure(num_rows=8, seeds=(1,))
    assert json.loads(json.dumps(measured)) == measured
    assert (measured["name"], measured["num_train"], measured["num_test"]) == ("cumsum-bi-lstm", 8, 2)
    speeds, cold = measured["sequences_per_second"], measured["cold_seconds"]
    assert set(speeds) == {"ours", "keras"}
    assert measured["ratio_keras"] == pytest.approx(speeds["ours"] / speeds["keras"])
    assert measured["ratio_cold"] == pytest.approx(cold["keras"] / cold["ours"])
    assert measured["ratio_torch"] is None
    assert all(0 <= accuracy <= 1 for accuracy in measured["test_accuracy"].values())
    line = training_table([measured]).splitlines()[2]
    assert line.startswith("| cumsum-bi-lstm | 8 | ")
    assert f"| {measured['ratio_keras']:.2f} |  |" in line


def test_products_of_bfloat16_have_their_own_line(monkeypatch):
    (work,) = mnist.WORKS
    seconds = {OURS: 2.0, ROUNDED: 1.0, "keras": 4.0}
    raced = {}

    def race(rows, racers, seeds):
        raced.update(racers)
        return {
            name: Lane([0.5], [seconds[name]], [seconds[name]], [2 * seconds[name]], [0.5], 1)
            for name in racers
            if name != "torch"
        }

    monkeypatch.setattr("benchmarks.training.work.race", race)
    few = cumulative_sum.WORKS[0].config
    monkeypatch.setattr("benchmarks.training.work.prepare", lambda config, num_rows: prepare(few, 8))
    measured = work.measure(seeds=(1,))
    assert raced[ROUNDED] is train_rounded
    assert (measured["ratio_keras"], measured["rounded"]["ratio_keras"]) == (2.0, 4.0)
    assert measured["sequences_per_second"] == {"ours": 4.0, "keras": 2.0}
    plain, rounded = training_table([measured]).splitlines()[2:]
    assert plain.startswith("| mnist-bi-lstm | 8 | 4 / 2 | 2.00 |")
    assert rounded.startswith("| mnist-bi-lstm, bfloat16 | 8 | 8 / 2 | 4.00 |")


def test_the_scripts_have_the_sizes_of_the_recipes():
    tweet = find_recipe("tweets-bi-lstm").config
    assert (tweet.text.num_words, tweet.model.units) == (tweets.NUM_WORDS, tweets.UNITS)
    assert (tweet.model.embedding_dim, tweet.train.batch_size) == (tweets.EMBEDDING_DIM, tweets.BATCH_SIZE)
    assert (tweet.model.dropout, tweet.model.recurrent_dropout, tweet.model.spatial_dropout) == (0.05, 0.2, 0.0)
    for work in imdb.WORKS:
        config, (sizes,) = work.config, work.keras_script.args
        assert (sizes.cell, sizes.units) == (config.model.cell, config.model.units)
        assert (sizes.embedding_dim, imdb.NUM_WORDS) == (config.model.embedding_dim, config.text.num_words)
        assert config.train.batch_size == imdb.BATCH_SIZE
        assert work.torch_script.args == (sizes,)
    digits = find_recipe("mnist-bi-lstm").config
    assert (digits.model.units, digits.train.batch_size) == (mnist.UNITS, mnist.BATCH_SIZE)
    assert digits.model.num_layers == 2
    assert find_recipe("cumsum-bi-lstm").config.model.units == cumulative_sum.UNITS
