from pathlib import Path

import pytest

from benchmarks.document import replace_measured
from benchmarks.training import strong_networks
from benchmarks.training.strong_networks import NAMES, arms, measure, table
from core.config import RunConfig
from core.data import sources

RUN = {"num_test": 2_813.0, "seconds": 20.0, "peak_bytes": 1_500_000_000, "size_bytes": 8_000_000, "negation": 0.6}


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_has_four_arms_on_the_same_rows(name: str):
    configs = arms(name, Path("tweets.csv"))
    assert [config.model.direction for config in configs.values()] == [
        "bidirectional", "forward", "two_forward", "unordered",
    ]  # fmt: skip
    assert len({config.dataset for config in configs.values()}) == 1
    assert (configs[name].dataset.path == "tweets.csv") == name.startswith("tweets")


def test_the_table_has_the_mean_of_the_seeds_and_the_gap_to_both_lines():
    runs = [RUN | {"name": "sentences-strong", "test_accuracy": accuracy} for accuracy in (0.78, 0.80)]
    linear, naive_bayes = ({"test_accuracy": accuracy, "negation": 0.25} for accuracy in (0.755, 0.795))
    lines = table(
        [{"name": "sentences-strong", "linear": linear, "naive_bayes": naive_bayes, "runs": runs}]
    ).splitlines()
    assert lines[2] == "| linear line | 75.5% |  |  |  | 25% |  |  |  |"
    assert not [line for line in lines if "with the clauses" in line]
    assert lines[4] == (
        "| `sentences-strong` | 79.0% of 2,813 | 78.0%, 80.0% | +3.5 points | -0.5 points | 60% | 20 | 1.5 GB | "
        "8.0 MB |"
    )


def test_the_line_that_has_the_clauses_too_stands_below_the_others():
    line = {"test_accuracy": 0.755, "negation": 0.25}
    result = {
        "name": "a",
        "linear": line,
        "naive_bayes": line,
        "linear_augmented": line | {"negation": 0.4},
        "runs": [],
    }
    assert table([result]).splitlines()[4] == "| linear line, with the clauses | 75.5% |  |  |  | 40% |  |  |  |"


def test_clauses_are_added_to_the_training_rows_of_a_line_alone():
    sentences = ["dataset.source=rotten_tomatoes", "dataset.num_rows=1000", "text.augmentation=negation"]
    config = RunConfig().with_settings(sentences)
    dataset = sources.load(config.dataset)
    parts = sources.split(dataset, config.dataset, config.train.validation_split)
    augmented, augmented_parts = strong_networks.with_clauses(dataset, parts, config)
    number = len(parts.train)
    assert augmented.texts[: len(dataset.texts)] == dataset.texts
    assert len(augmented.texts) == len(augmented.labels) == len(augmented.rows) == len(dataset.texts) + number
    assert augmented_parts.train.tolist() == [*parts.train, *range(len(dataset.texts), len(augmented.texts))]
    assert augmented_parts.test.tolist() == parts.test.tolist()
    assert any("n't" in text for text in augmented.texts[-number:])


def test_every_table_has_its_place_in_the_document(tmp_path: Path):
    copy = tmp_path / "strong-networks.md"
    copy.write_text(strong_networks.DOCUMENT.read_text(encoding="utf-8"), encoding="utf-8")
    replace_measured(copy, {name: f"| new {name} |" for name in NAMES})
    assert all(f"| new {name} |" in copy.read_text(encoding="utf-8") for name in NAMES)


@pytest.mark.process
def test_an_arm_is_trained_and_measured_beside_both_lines(monkeypatch: pytest.MonkeyPatch, tiny_config: RunConfig):
    monkeypatch.setattr(strong_networks, "arms", lambda name, tweets, directions: {"tiny": tiny_config})
    result = measure("tiny", None, [3])
    (run,) = result["runs"]
    assert (run["name"], run["seed"], run["num_test"]) == ("tiny", 3, 40)
    assert 0.5 < result["linear"]["test_accuracy"] <= 1
    assert 0 <= result["naive_bayes"]["negation"] <= 1
    assert 0 <= run["negation"] <= 1
    assert run["size_bytes"] > 1_000
    assert run["peak_bytes"] > 50_000_000
