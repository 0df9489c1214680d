from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from core.comparison.presentation.slice_wording import slice_caption, slice_sentence


def slices_of(lows, highs):
    groups = [f"{number} words" for number in range(len(lows))]
    gaps = np.nan_to_num((np.array(lows) + np.array(highs)) / 2)
    return pd.DataFrame({"slice": "length", "group": groups, "num_rows": 70, "gap": gaps, "low": lows, "high": highs})


def verdict_of(num_seeds):
    seeds = tuple(range(num_seeds))
    of_split = SimpleNamespace(seeds=seeds)
    return SimpleNamespace(
        a="forward LSTM 8",
        b="bidirectional LSTM 8",
        seeds=seeds,
        compared_seeds=seeds,
        splits=(of_split,),
        noun="texts",
    )


def test_slices_whose_interval_excludes_zero_are_named_with_their_gaps():
    sentence = slice_sentence(slices_of([0.01, -0.02, -0.05, np.nan], [0.05, 0.02, -0.01, np.nan]))
    assert sentence == (
        "The interval excludes zero in 2 of 3 slices: length 0 words (+3.0 points); length 2 words (−3.0 points)."
    )


def test_slices_whose_intervals_include_zero_are_counted():
    assert slice_sentence(slices_of([-0.1], [0.1])) == "The interval of every slice includes zero (1 slice)."


def test_without_judged_slices_the_sentence_says_how_many_texts_they_need():
    assert slice_sentence(slices_of([np.nan], [np.nan])) == "No slice has 50 texts, so none is judged."


@pytest.mark.parametrize(
    ("num_seeds", "over"),
    [(3, "over 3 seeds and the texts"), (1, "over the texts, for these two trained networks only")],
)
def test_the_caption_says_what_the_intervals_are_over_and_corrected_for(num_seeds, over):
    caption = slice_caption(slices_of([-0.1, 0.1, np.nan], [0.1, 0.2, np.nan]), verdict_of(num_seeds))
    assert f"Simultaneous 95 % intervals {over}, corrected for the 2 slices of this pair" in caption
    assert "1 slice with fewer than 50 texts has no interval." in caption


def test_the_caption_of_slices_that_are_all_small_promises_no_interval():
    caption = slice_caption(slices_of([np.nan] * 2, [np.nan] * 2), verdict_of(3))
    assert "Simultaneous" not in caption
    assert "2 slices with fewer than 50 texts have no interval." in caption


def test_the_caption_says_what_words_are_where_networks_read_characters():
    frame = slices_of([-0.1], [0.1])
    assert "Words are characters here" in slice_caption(frame, verdict_of(3), "characters")
    assert "tokenizer" not in slice_caption(frame, verdict_of(3))
