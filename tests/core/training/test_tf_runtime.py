import os

import pytest

from core.config import RunConfig
from core.training.tf_runtime import (
    MAX_SMALL_UNITS,
    NUM_THREADS,
    has_small_loops,
    num_threads,
    prepare_tensorflow,
)

SMALL = RunConfig.from_dict({"model": {"units": MAX_SMALL_UNITS}})
WIDE = RunConfig.from_dict({"model": {"units": MAX_SMALL_UNITS + 1}})
FORWARD = WIDE.with_settings(["model.direction=forward"])


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch):
    monkeypatch.setattr(os, "environ", {})
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: range(8), raising=False)


def test_networks_of_few_units_have_their_loops_made_in_one_piece():
    assert not has_small_loops()
    prepare_tensorflow([SMALL, SMALL])
    assert has_small_loops()
    assert os.environ["XLA_FLAGS"].startswith("--xla_backend_extra_options=")


def test_one_wider_network_in_the_process_keeps_all_loops_in_parts():
    prepare_tensorflow([SMALL, WIDE])
    assert not has_small_loops()
    assert "XLA_FLAGS" not in os.environ


def test_a_process_started_by_one_of_small_networks_makes_a_choice_of_its_own():
    os.environ["XLA_FLAGS"] = "--xla_dump_to=/somewhere"
    prepare_tensorflow([SMALL])
    prepare_tensorflow([SMALL])
    assert has_small_loops()
    assert os.environ["XLA_FLAGS"].count("--xla") == 2
    prepare_tensorflow([WIDE])
    assert os.environ["XLA_FLAGS"] == "--xla_dump_to=/somewhere"


def test_a_choice_made_by_hand_is_kept():
    by_hand = {"XLA_FLAGS": "--xla_backend_extra_options=other", "TF_CPP_MIN_LOG_LEVEL": "0"}
    os.environ.update(by_hand)
    prepare_tensorflow([SMALL])
    assert by_hand.items() <= os.environ.items()


def test_two_directions_beside_each_other_get_half_of_the_cores_each():
    assert num_threads() == 8
    prepare_tensorflow([WIDE, WIDE])
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "4"
    assert num_threads() == 4


@pytest.mark.parametrize("by_hand", ["0", "", "many"])
def test_without_a_number_of_threads_all_cores_are_used(by_hand):
    os.environ["TF_NUM_INTRAOP_THREADS"] = by_hand
    assert num_threads() == 8


def test_a_machine_of_one_core_has_a_thread_for_both(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: range(1), raising=False)
    prepare_tensorflow([WIDE])
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "1"


@pytest.mark.parametrize(
    "configs",
    [[FORWARD], [WIDE, FORWARD], [SMALL], [WIDE.with_settings(["train.kernel=keras"])]],
    ids=["forward", "both kinds", "small", "keras"],
)
def test_threads_are_not_shared_for_one_direction_or_small_loops_or_keras_loops(configs):
    prepare_tensorflow([WIDE])
    prepare_tensorflow(configs)
    assert "TF_NUM_INTRAOP_THREADS" not in os.environ


def test_a_number_of_threads_set_by_hand_is_kept():
    os.environ["TF_NUM_INTRAOP_THREADS"] = "3"
    prepare_tensorflow([WIDE])
    prepare_tensorflow([FORWARD])
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "3"


def test_a_process_beside_which_others_train_has_its_part_of_the_threads():
    os.environ[NUM_THREADS] = "2"
    prepare_tensorflow([FORWARD])
    assert (os.environ["TF_NUM_INTRAOP_THREADS"], os.environ["TF_NUM_INTEROP_THREADS"], num_threads()) == ("2", "2", 2)
    prepare_tensorflow([WIDE])
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "1"  # half of them for each direction
    os.environ[NUM_THREADS] = ""
    prepare_tensorflow([FORWARD])
    assert {"TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"}.isdisjoint(os.environ)
    assert num_threads() == 8


@pytest.mark.parametrize("part", ["0", "many", "99"])
def test_a_part_that_is_none_leaves_all_cores(part):
    os.environ[NUM_THREADS] = part
    prepare_tensorflow([FORWARD])
    assert num_threads() == 8
