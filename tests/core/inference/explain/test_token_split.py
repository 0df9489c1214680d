"""What the directions add to the label of each token, by networks with random weights."""

import numpy as np
import pytest

from core.inference.explain.token_split import token_split
from core.inference.inputs.tagged_sentence import tag_sentences
from tests.support.networks import random_scorer

TEXT = "the film was not bad and very lovely"
NAMES = ("O", "B-GOOD", "B-BAD")


def scorer(folder, names=NAMES, **settings):
    return random_scorer(folder, names, head="per_step", batching="by_length", normalization="unicode",
                         tokenizer="words", **settings)  # fmt: skip


@pytest.mark.parametrize("names", [NAMES, ("no", "yes")], ids=["three classes", "two classes"])
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "ave"])
def test_the_parts_of_each_token_add_up(tmp_path, merge_mode, names):
    network = scorer(tmp_path, names, merge_mode=merge_mode)
    (sentence,) = tag_sentences(network, [TEXT])
    split = token_split(network, sentence)
    assert list(split.parts) == ["forward", "backward"]
    sums = np.array(split.bias) + sum(np.array(part) for part in split.parts.values())
    assert sums == pytest.approx(split.totals, abs=1e-5)
    shares = np.log([list(token.probabilities.values()) for token in sentence.tokens])
    expected = shares.max(axis=1) - (shares.min(axis=1) if len(names) == 2 else shares.mean(axis=1))
    assert split.totals == pytest.approx(expected, abs=1e-4)


def test_the_forward_part_of_a_token_does_not_depend_on_what_follows(tmp_path):
    network = scorer(tmp_path)
    long, short = tag_sentences(network, [TEXT, "the film was not"])
    same = [one for one in range(4) if long.tokens[one].label == short.tokens[one].label]
    assert same
    parts, others = token_split(network, long).parts, token_split(network, short).parts
    for one in same:
        assert parts["forward"][one] == pytest.approx(others["forward"][one], abs=1e-5)
        assert parts["backward"][one] != pytest.approx(others["backward"][one], abs=1e-5)


def test_a_product_of_directions_has_no_parts_and_one_direction_has_all(tmp_path):
    network = scorer(tmp_path / "mul", merge_mode="mul")
    split = token_split(network, tag_sentences(network, [TEXT])[0])
    assert not split.parts
    assert split.method.startswith("Cannot be split: `mul`")
    network = scorer(tmp_path / "forward", direction="forward")
    split = token_split(network, tag_sentences(network, [TEXT])[0])
    assert np.array(split.parts["forward"]) + split.bias == pytest.approx(split.totals, abs=1e-5)
