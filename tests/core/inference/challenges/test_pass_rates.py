import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.evaluation.statistics import wilson
from core.inference.challenges import Challenge, pass_rates, positive_class, rate_gaps, right_sentences


class FixedScorer:
    """Stands for a network that finds every text positive that has `good` in it."""

    class_names = ("neg", "pos")
    has_label_sets = False

    def probabilities(self, texts):
        second = np.array([0.9 if "good" in text else 0.1 for text in texts])
        return np.stack([1 - second, second], axis=1)


def suite_of(*sizes: int) -> list[Challenge]:
    """A category with a template of each size."""
    return [Challenge("one", f"t{t}", f"{t} {n}", n % 2 == 0) for t, size in enumerate(sizes) for n in range(size)]


def test_a_sentence_is_right_where_the_predicted_class_has_its_sentiment():
    suite = [Challenge("a", "t", text, positive) for text, positive in (("good", True), ("good", False), ("x", False))]
    assert right_sentences(FixedScorer(), suite, "pos").tolist() == [True, False, True]
    assert right_sentences(FixedScorer(), suite, "neg").tolist() == [False, True, False]
    with pytest.raises(InputError, match=r"no class 'positive'\. Its classes are neg, pos"):
        right_sentences(FixedScorer(), suite, "positive")


@pytest.mark.parametrize(
    ("names", "positive"),
    [(("negative", "positive"), "positive"), (("Good", "bad"), "Good"), (("0", "4"), "4"), (("a", "b"), "b"),
     (("1", "yes"), "yes"), (("1", "2"), "2"), (("5", "10"), "10"), (("1", "-1"), "1")],
)  # fmt: skip
def test_the_positive_class_is_known_by_its_name_or_is_the_second(names, positive):
    assert positive_class(names) == positive


def test_networks_without_two_classes_have_no_sentiment():
    with pytest.raises(InputError, match="has 3 classes"):
        positive_class(("a", "b", "c"))


def test_the_interval_is_students_over_templates():
    right = np.array([1, 1, 1, 0, 1, 0, 0, 0], bool)  # shares 0.75 and 0.25
    rate = pass_rates(suite_of(4, 4), right)["one"]
    half = 12.7062 * np.std([0.75, 0.25], ddof=1) / np.sqrt(2)  # Student's t with one degree of freedom
    assert rate.mean == 0.5
    assert (rate.low, rate.high) == (max(0, 0.5 - half), min(1, 0.5 + half))
    assert (rate.num_sentences, rate.num_templates, rate.num_networks) == (8, 2, 1)


def test_templates_that_agree_still_have_wilsons_interval():
    rate = pass_rates(suite_of(10, 10), np.ones((3, 20), bool))["one"]
    assert (rate.mean, rate.low, rate.high) == (1.0, pytest.approx(wilson(1.0, 20)[0]), 1.0)
    assert rate.num_networks == 3
    gap = rate_gaps(suite_of(10, 10), np.ones(20, bool), np.ones(20, bool))["one"]
    assert (gap.mean, gap.low, gap.high) == (0.0, -0.15, 0.15)


def test_a_single_template_has_no_interval():
    rate = pass_rates(suite_of(4), np.array([1, 1, 0, 1]))["one"]
    assert (rate.mean, rate.low, rate.high) == (0.75, None, None)


@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=4), st.integers(1, 5))
def test_rates_and_gaps_lie_in_their_intervals_and_limits(networks, first):
    suite = suite_of(first, 6 - first)
    right = np.array(networks)
    rate, gap = pass_rates(suite, right)["one"], rate_gaps(suite, right, ~right[:1])["one"]
    assert 0 <= rate.low <= rate.mean + 1e-12
    assert rate.mean - 1e-12 <= rate.high <= 1
    assert -1 <= gap.low <= gap.mean + 1e-12
    assert gap.mean - 1e-12 <= gap.high <= 1
    assert gap.mean == pytest.approx((~right[:1]).mean() - right.mean())
    back = rate_gaps(suite, ~right[:1], right)["one"]
    assert (back.low, back.high) == (pytest.approx(-gap.high), pytest.approx(-gap.low))
