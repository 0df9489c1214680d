import pytest

from core.comparison.verdicts.withholding import more_accurate_fails_more, reasons


@pytest.mark.parametrize(
    ("num_seeds", "num_learned", "expected"),
    [
        (0, 0, ("one_seed",)),
        (1, 1, ("one_seed",)),
        (2, 2, ("two_seeds",)),
        (2, 1, ("two_seeds",)),
        (3, 3, ()),
        (4, 3, ("failed_seeds",)),
        (5, 4, ()),
        (5, 3, ()),
        (5, 2, ("failed_seeds",)),
    ],
)
def test_few_seeds_and_failed_ones_rule_out_a_verdict(num_seeds, num_learned, expected):
    assert reasons(num_seeds, num_learned, all_failed=False) == expected


def test_untrained_and_unfinished_studies_have_no_verdict():
    assert reasons(3, 0, all_failed=True) == ("untrained", "failed_seeds")
    assert reasons(3, 3, all_failed=False, is_unfinished=True) == ("unfinished",)


@pytest.mark.parametrize(
    ("decision", "failed_a", "failed_b", "expected"),
    [
        ("better", 0, 1, True),
        ("better", 1, 1, False),
        ("worse", 1, 0, True),
        ("worse", 0, 1, False),
        ("same", 0, 3, False),
    ],
)
def test_only_the_more_accurate_arm_must_not_fail_more_often(decision, failed_a, failed_b, expected):
    assert more_accurate_fails_more(decision, failed_a, failed_b) is expected
