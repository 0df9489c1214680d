import math
from dataclasses import replace

import pytest

from core.comparison.listing.run_groups import NO_STUDY, groups_frame, groups_of

RIGHT = {("forward", 1): 6, ("forward", 2): 8, ("bidirectional", 1): 9}


@pytest.fixture
def runs(add_tested):
    """Two seeds of a forward arm and one of a bidirectional one, which get 60, 80 and 90 % right."""
    return [add_tested(direction, seed, [1] * n + [0] * (10 - n)) for (direction, seed), n in RIGHT.items()]


def test_an_arm_has_all_seeds_with_mean_and_standard_deviation(runs):
    groups = groups_of(runs, "arm", {})
    assert [(group.name, group.runs) for group in groups] == [
        ("forward", tuple(runs[:2])), ("both ways", tuple(runs[2:]))
    ]  # fmt: skip
    forward, both = groups_frame(groups).to_dict("records")
    assert (forward["num_runs"], forward["num_finished"], forward["num_seeds"]) == (2, 2, 2)
    assert forward["test_accuracy"] == pytest.approx(0.7)
    assert forward["test_accuracy_sd"] == pytest.approx(0.1414, abs=1e-4)
    assert forward["seconds"] == pytest.approx(3.5)
    assert math.isnan(both["test_accuracy_sd"])


def test_unfinished_runs_count_as_runs_and_not_in_the_mean(runs, store):
    queued = store.create(runs[0].config.with_settings(["train.seed=9"]))
    (forward, _) = groups_frame(groups_of([*runs, queued], "arm", {})).to_dict("records")
    assert (forward["num_runs"], forward["num_finished"], forward["num_seeds"]) == (3, 2, 3)
    assert forward["test_accuracy"] == pytest.approx(0.7)


def test_runs_of_other_data_are_another_arm(runs, add_tested):
    other = add_tested("forward", 3, [1, 0], fingerprint="other")
    assert len(groups_of([*runs, other], "arm", {})) == 3


def test_studies_have_their_names_and_the_other_runs_are_together(runs, store):
    study_run = replace(store.create(runs[0].config.with_settings(["train.seed=9"])), study_id="s1")
    groups = groups_of([study_run, *runs], "study", {"s1": "my study"})
    assert [(group.name, len(group.runs)) for group in groups] == [("my study", 1), (NO_STUDY, 3)]
