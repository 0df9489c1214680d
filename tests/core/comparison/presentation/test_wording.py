import numpy as np
import pytest

from core.comparison.arms import arms_of
from core.comparison.comparability import Confound
from core.comparison.comparison import Note, compare_runs
from core.comparison.presentation.wording import (
    baseline_sentence,
    capacity_sentence,
    confound_sentence,
    noise_sentence,
    note_sentence,
    split_sentence,
    verdict_sentence,
    version_caution,
)
from core.comparison.verdicts import verdicts
from core.evaluation.predictions import read_predictions

NUM_ROWS = 2_000


def test_a_large_gap_is_stated_with_interval_seeds_and_rows(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.6] * 4, "bidirectional": [0.9] * 4})
    sentence = verdict_sentence(verdict)
    assert sentence.startswith("Reading both ways gained ")
    assert "over reading forward (95 % interval " in sentence
    assert sentence.endswith(
        "points; 4 seeds, 2,000 test texts); probability of being better by more than 1 point: more than 99 %."
    )


def test_a_loss_is_stated_as_a_loss(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.9] * 3, "bidirectional": [0.6] * 3})
    assert verdict_sentence(verdict).startswith("Reading both ways lost ")


def test_equal_arms_are_stated_as_practically_the_same(add_tested):
    right = (np.random.default_rng(1).random(NUM_ROWS) < 0.8).astype(float)
    runs = [add_tested(direction, seed, right) for direction in ("forward", "bidirectional") for seed in (1, 2, 3)]
    (verdict,) = verdicts(arms_of(runs), {run.run_id: right for run in runs}, 0.01, "texts")
    assert "practically the same: 0.0 points apart" in verdict_sentence(verdict)
    assert "probability of a difference within 1 point: " in verdict_sentence(verdict)


def test_an_undecided_verdict_states_its_probability(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.80, 0.83, 0.78], "bidirectional": [0.82, 0.80, 0.83]})
    assert "probability of being better by more than 1 point: " in verdict_sentence(verdict)
    assert not verdict_sentence(verdict).endswith("99 %.")


def test_an_undecided_verdict_states_what_is_most_probable(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.8] * 3, "bidirectional": [0.8] * 3}, rope=0.015)
    assert verdict.decision == "undecided"
    assert "most probably practically the same (within 1.5 points): " in verdict_sentence(verdict)


def test_with_one_seed_nothing_is_concluded_about_the_architectures(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7], "bidirectional": [0.8]})
    sentence = verdict_sentence(verdict)
    assert sentence.startswith("Nothing can be concluded about the architectures: each was trained with one seed.")
    assert "(for these two networks only: 95 % interval " in sentence
    assert "seeds" not in sentence.replace("one seed", "")
    assert "Train a second seed" in noise_sentence(verdict)


def test_the_disagreement_of_two_arms_is_stated_beside_that_of_two_seeds(verdicts_of):
    (verdict,) = verdicts_of({"forward": [0.7] * 2, "bidirectional": [0.7] * 2})
    assert "Two seeds of one architecture already disagree about 4" in noise_sentence(verdict)


def test_arms_that_differ_in_more_than_direction_go_by_their_names(add_tested):
    draw = np.random.default_rng(0)
    runs = [
        add_tested(direction, seed, draw.random(NUM_ROWS) < 0.7, f"model.cell={cell}")
        for direction, cell in (("forward", "LSTM"), ("forward", "GRU"), ("bidirectional", "LSTM"))
        for seed in (1, 2)
    ]
    right = {run.run_id: read_predictions(run.folder).right for run in runs}
    sentences = [verdict_sentence(one) for one in verdicts(arms_of(runs), right, 0.01, "texts")]
    assert len(set(sentences)) == 3
    assert all("reading" not in one.lower() for one in sentences)


@pytest.fixture
def sized(add_tested):
    """The verdict on a forward and another network of these units, on which the networks get these shares right."""

    def compare(units, shares=(0.6, 0.8), direction="bidirectional"):
        runs = [
            add_tested(way, seed, np.arange(NUM_ROWS) < share * NUM_ROWS, f"model.units={number}")
            for way, number, share in zip(("forward", direction), units, shares, strict=True)
            for seed in (1, 2, 3)
        ]
        right = {run.run_id: read_predictions(run.folder).right for run in runs}
        return verdicts(arms_of(runs), right, 0.01, "texts")[0]

    return compare


def test_a_gap_of_unequal_networks_names_both_sizes_in_the_verdict(sized):
    sentence = verdict_sentence(sized((4, 64)))
    assert sentence.startswith("Bidirectional SimpleRNN 64 gained 20.0 points over forward SimpleRNN 4 (95 % interval")
    assert sentence.endswith(
        "Forward SimpleRNN 4 has 4 units and 36 recurrent parameters, bidirectional SimpleRNN 64 has 64 units and "
        "8,832: the gap may come from capacity, so it is not credited to the direction."
    )


def test_unequal_networks_of_equal_accuracy_conclude_nothing_about_direction(sized):
    assert "capacity may hide a gap" in verdict_sentence(sized((4, 64), (0.7, 0.7)))


def test_equal_units_credit_the_direction_and_state_both_sizes_apart(sized):
    verdict = sized((4, 4))
    assert verdict_sentence(verdict).startswith("Reading both ways gained 20.0 points over reading forward")
    assert "recurrent" not in verdict_sentence(verdict)
    assert "parameters: 36 in forward SimpleRNN 4, 72 in bidirectional SimpleRNN 4." in capacity_sentence(verdict)
    assert capacity_sentence(sized((4, 4), direction="backward")) == (
        "Both arms have 4 units in each direction layer and 36 recurrent parameters."
    )


def test_matched_parameters_credit_the_direction(sized):
    verdict = sized((256, 180))
    assert verdict_sentence(verdict).startswith("Reading both ways gained")
    assert capacity_sentence(verdict).endswith("180 units and 66,600. They agree within 1 %.")


def test_the_linear_baseline_is_stated_beside_the_best_arm(with_baseline, settings):
    comparison = compare_runs(with_baseline, settings.home)
    gap = 100 * (0.9 - comparison.metrics.iloc[2]["test_accuracy"])
    sentence = baseline_sentence(comparison)
    assert sentence.endswith(f"{gap:.1f} points more than the best arm, bidirectional SimpleRNN 4.")


def test_intervals_of_one_split_say_so(pair, settings):
    sentence = split_sentence(compare_runs(pair, settings.home))
    assert sentence.startswith("All runs share one split of the data (dataset.seed 42), so the intervals hold for")
    assert split_sentence(compare_runs(pair[:1], settings.home)) is None


def test_without_a_linear_baseline_there_is_no_sentence_about_it(pair, settings):
    assert baseline_sentence(compare_runs(pair, settings.home)) is None


@pytest.mark.parametrize(
    ("confound", "words"),
    [
        (Confound("padding", {"text.maxlen": (8, None)}), "text.maxlen is 8 or none"),
        (Confound("split", {"dataset.seed": (1, 2), "dataset.stratify": (True, False)}),
         "dataset.seed is 1 or 2; dataset.stratify is True or False"),
        (Confound("data", data_labels=("a.csv", "b.csv")), "the examples of a.csv and b.csv are not the same"),
        (Confound("data"), "different labels"),
    ],
)  # fmt: skip
def test_a_confound_is_stated_with_its_values(confound, words):
    assert words in confound_sentence(confound)


def test_a_note_names_its_runs_and_the_reason(pair, store, tiny_config):
    waiting = store.create(tiny_config, "waiting")
    assert note_sentence(Note("unfinished", (waiting,))).startswith(f"waiting ({waiting.run_id}) is queued")
    assert "cannot be read" in note_sentence(Note("unreadable", (pair[0],)))
    assert f"({pair[1].run_id}) is left out" in note_sentence(Note("superseded", (pair[1],)))
    assert "the seed 2" in note_sentence(Note("superseded", (pair[1],)))
    unverified = note_sentence(Note("no_fingerprint", tuple(pair[:2])))
    assert f"{pair[0].run_id}, {pair[1].run_id}" in unverified
    assert "cannot be checked" in unverified
    assert "share no test row" in note_sentence(Note("no_shared_rows", tuple(pair)))


ENVIRONMENT = {
    "versions": {"bothways": "0.2.0", "tensorflow": "2.21.0"}, "processor": "Xeon", "instructions": ["avx2"],
    "num_threads": 2,
}  # fmt: skip
OLDER = ENVIRONMENT | {"versions": {"bothways": "0.2.0", "tensorflow": "2.20.0"}, "processor": "EPYC"}


@pytest.fixture
def pair_trained_with(pair, store):
    """That pair, its four runs trained in these environments."""

    def describe(*environments):
        for run, environment in zip(pair, environments, strict=True):
            store.describe(run.run_id, data={**run.data, "environments": [environment]})
        return [store.get(run.run_id) for run in pair]

    return describe


def test_versions_that_differ_between_two_arms_are_a_caution(pair_trained_with, settings):
    comparison = compare_runs(pair_trained_with(OLDER, OLDER, ENVIRONMENT, ENVIRONMENT), settings.home)
    assert version_caution(comparison, comparison.verdicts[0]) == (
        "The two arms were trained with different versions of TensorFlow (2.20.0 or 2.21.0): part of the gap may come "
        "from that."
    )
    assert [note_sentence(note) for note in comparison.notes] == [
        "The runs were trained with different versions: TensorFlow 2.20.0 or 2.21.0.",
        "The runs were trained on different processors, which may round differently: EPYC or Xeon.",
    ]


def test_versions_that_both_arms_share_alike_are_a_note_and_no_caution(pair_trained_with, settings):
    comparison = compare_runs(pair_trained_with(OLDER, ENVIRONMENT, OLDER, ENVIRONMENT), settings.home)
    assert version_caution(comparison, comparison.verdicts[0]) is None
    assert [note.kind for note in comparison.notes] == ["mixed_versions", "mixed_processors"]


def test_runs_without_recorded_versions_beside_others_are_named(pair_trained_with, store, settings):
    runs = pair_trained_with(*[ENVIRONMENT] * 4)
    store.describe(runs[0].run_id, data={name: runs[0].data[name] for name in ("name", "fingerprint")})
    comparison = compare_runs([store.get(runs[0].run_id), *runs[1:]], settings.home)
    assert note_sentence(comparison.notes[0]).startswith(f"Whether {runs[0].run_id} used the same versions")
