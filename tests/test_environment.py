import os

import pytest

from core.config import RunConfig
from core.environment import MAX_SMALL_UNITS, prepare_tensorflow

SMALL = RunConfig.from_dict({"model": {"units": MAX_SMALL_UNITS}})
WIDE = RunConfig.from_dict({"model": {"units": MAX_SMALL_UNITS + 1}})


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch):
    monkeypatch.setattr(os, "environ", {})


def test_networks_of_few_units_have_their_loops_made_in_one_piece():
    prepare_tensorflow([SMALL, SMALL])
    assert os.environ["XLA_FLAGS"].startswith("--xla_backend_extra_options=")


def test_one_wider_network_in_the_process_keeps_all_loops_in_parts():
    prepare_tensorflow([SMALL, WIDE])
    assert "XLA_FLAGS" not in os.environ


def test_flags_set_by_hand_are_kept():
    os.environ["XLA_FLAGS"] = "--xla_dump_to=/somewhere"
    prepare_tensorflow([SMALL])
    by_hand, _, ours = os.environ["XLA_FLAGS"].partition(" ")
    assert (by_hand, ours.partition("=")[0]) == ("--xla_dump_to=/somewhere", "--xla_backend_extra_options")


def test_a_choice_made_by_hand_is_kept():
    by_hand = {"XLA_FLAGS": "--xla_backend_extra_options=other", "TF_CPP_MIN_LOG_LEVEL": "0"}
    os.environ.update(by_hand)
    prepare_tensorflow([SMALL])
    assert by_hand.items() <= os.environ.items()
