from dataclasses import replace

import pytest

from core.comparison.comparability import Confound
from core.comparison.comparison import Note, compare_runs
from core.comparison.presentation.wording import (
    baseline_sentence,
    confound_sentence,
    confounded_sentence,
    note_sentence,
    one_split_sentence,
    split_sentence,
    tokens_of,
    version_caution,
)
from core.evaluation.baselines.baseline_store import data_key, load_baselines, store_baseline
from core.runs.run import Run
from core.settings import Workspace
from tests.support.comparisons.split_runs import runs_on_splits

NUM_ROWS = 2_000


def test_the_linear_baseline_is_stated_beside_the_best_arm(with_baseline, settings):
    comparison = compare_runs(with_baseline, settings.home)
    gap = 100 * (0.9 - comparison.metrics.iloc[2]["test_accuracy"])
    sentence = baseline_sentence(comparison)
    assert sentence.endswith(f"{gap:.1f} points more than the best arm, bidirectional SimpleRNN 4.")


def test_the_better_baseline_is_stated_first_and_the_other_after_it(with_baselines, settings):
    comparison = compare_runs(with_baselines, settings.home)
    points = 100 * (0.95 - comparison.arm_metrics.iloc[1]["test_accuracy"])
    assert baseline_sentence(comparison) == (
        "The Naive Bayes baseline (1- to 3-grams of whole texts) is right on 95.0 % of the test texts, "
        f"{points:.1f} points more than the best arm, bidirectional SimpleRNN 4; the linear baseline (words and word "
        "pairs of whole texts) on 90.0 %."
    )


@pytest.mark.parametrize(("tokenizer", "token"), [("characters", "character"), ("subwords", "subword")])
def test_baselines_of_networks_without_words_name_what_they_read(with_baselines, settings, tokenizer, token):
    runs = [cut_by(run, tokenizer) for run in with_baselines]
    refit(with_baselines[0], runs[0], settings)
    sentence = baseline_sentence(compare_runs(runs, settings.home))
    assert f"Naive Bayes baseline (1- to 3-grams of the {token}s of whole texts)" in sentence
    assert f"linear baseline ({token}s and {token} pairs of whole texts)" in sentence
    assert tokens_of(compare_runs(runs, settings.home)) == f"{token}s"
    assert tokens_of(compare_runs(with_baselines, settings.home)) == "words"


def test_baselines_of_arms_with_several_tokenizers_say_whose_they_have(with_baselines, settings):
    comparison = compare_runs(with_baselines, settings.home)
    forward, both = comparison.arms
    runs = tuple(cut_by(run, "characters") for run in both.runs)
    mixed = replace(comparison, arms=(forward, replace(both, runs=runs)))
    assert baseline_sentence(mixed).endswith(f". It cuts texts as {forward.name} does (text.tokenizer=words).")


def cut_by(run: Run, tokenizer: str) -> Run:
    return replace(run, config=run.config.with_settings([f"text.tokenizer={tokenizer}"]))


def refit(run: Run, other: Run, settings: Workspace) -> None:
    """Store the baselines of a run as those of another one, too."""
    for baseline in load_baselines(settings.home, data_key(run.config, "same")).values():
        store_baseline(settings.home, replace(baseline, key=data_key(other.config, "same")))


def test_intervals_of_one_split_say_so(pair, settings):
    sentence = split_sentence(compare_runs(pair, settings.home))
    assert sentence.startswith("All runs share one split of the data (dataset.seed 42), so the intervals hold for")
    assert split_sentence(compare_runs(pair[:1], settings.home)) is None


def test_two_splits_say_nothing_about_other_training_sets(add_tested, settings):
    comparison = compare_runs(runs_on_splits(add_tested, [0.1] * 2, num_rows=50), settings.home)
    assert split_sentence(comparison) == (
        "The runs have 2 splits of the same rows (dataset.seed 42), so the intervals hold for these 2 training sets: "
        "they cover other seeds and other test rows. 3 splits or more would cover other training sets too."
    )
    assert one_split_sentence(comparison) == "Split 0 only, one of 2: each split has test texts of its own."


def test_three_splits_cover_other_training_sets(add_tested, pair, settings):
    comparison = compare_runs(runs_on_splits(add_tested, [0.1] * 3, num_rows=50), settings.home)
    assert "3 splits of the same rows (dataset.seed 42): the intervals cover other training sets" in split_sentence(
        comparison
    )
    assert one_split_sentence(compare_runs(pair, settings.home)) is None


def test_runs_of_a_split_that_not_every_arm_has_are_named(add_tested):
    run = add_tested("forward", 1, [1, 0], "dataset.split=1")
    assert note_sentence(Note("unpaired_split", (run,))) == (
        f"Left out, because not every arm has a tested run of their split: {run.run_id}."
    )


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


@pytest.mark.parametrize(
    ("other", "words"),
    [("forward", "differ in more than their architecture"), ("bidirectional", "have the same direction and differ in")],
)
def test_runs_without_a_verdict_are_said_to_differ_in_what_they_do(add_tested, other, words):
    runs = [add_tested("bidirectional", 1, [1, 0]), add_tested(other, 1, [1, 1], "train.epochs=9")]
    assert words in confounded_sentence(runs)


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


def test_the_largest_share_of_near_duplicates_is_stated(pair, store, settings):
    for run, number in zip(pair, (2, 2, 4, 4), strict=True):
        store.describe(run.run_id, data={**run.data, "near_duplicates": number})
    comparison = compare_runs([store.get(run.run_id) for run in pair], settings.home)
    (note,) = comparison.notes
    assert note_sentence(note).startswith("4 of 200 test texts (2.00 %) are near-duplicates")


def test_runs_without_recorded_versions_beside_others_are_named(pair_trained_with, store, settings):
    runs = pair_trained_with(*[ENVIRONMENT] * 4)
    store.describe(runs[0].run_id, data={name: runs[0].data[name] for name in ("name", "fingerprint")})
    comparison = compare_runs([store.get(runs[0].run_id), *runs[1:]], settings.home)
    assert note_sentence(comparison.notes[0]).startswith(f"Whether {runs[0].run_id} used the same versions")
