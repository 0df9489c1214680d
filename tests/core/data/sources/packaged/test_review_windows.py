"""Windows of reviews whose words have labels, from small reviews made here."""

import pandas as pd
import pytest

from core.config import DatasetConfig
from core.data import sources
from core.data.sources.packaged import review_windows
from core.data.sources.packaged.review_windows import NUM_WORDS, words_of

SENTENCE = "The plot<br />of <i>Film</i> {} isn't new: who cares? It ends. "


@pytest.fixture(autouse=True)
def reviews(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """40 reviews of 200 to 629 words, one of them twice, and a text of another source."""
    texts = [f"Number {number}. " + "".join(map(SENTENCE.format, range(18 + number))) for number in range(40)]
    texts.append(texts[3])
    frame = pd.DataFrame({"text": texts, "label": "1", "source": "imdb"}, index=range(1, len(texts) + 1))
    frame.loc[len(frame) + 1] = [SENTENCE * 30, "1", "rotten_tomatoes"]
    monkeypatch.setattr(review_windows, "read_reviews", lambda: frame)
    return frame


def test_words_lose_marks_capitals_and_html_and_are_cut_as_typed_sentences_are():
    words = words_of('<p>Well,<br />"DON\'T go" -- he said ... 7.5/10 :) !')
    assert words.typed == ["Well", "DO", "N'T", "go", "he", "said", "7.5/10"]
    assert words.folded == ["well", "do", "n't", "go", "he", "said", "7.5/10"]
    assert words.gaps == [',"', "", "", '"--', "", "...", ":)!"]


def test_windows_are_whole_and_start_at_one_of_the_first_sixty_words(reviews):
    dataset = sources.load(DatasetConfig(name="punctuation"))
    assert dataset.tokens.lengths.tolist() == [NUM_WORDS] * len(dataset.texts)
    assert dataset.labels.shape == (len(dataset.texts), NUM_WORDS)
    starts = set()
    for row in reviews.index[:40]:
        folded = words_of(reviews["text"][row]).folded
        (windows,) = [[dataset.texts[place] for place in (dataset.groups == row).nonzero()[0]]]
        start = next(start for start in range(NUM_WORDS) if " ".join(folded[start : start + NUM_WORDS]) in windows[:1])
        expected = [folded[at : at + NUM_WORDS] for at in range(start, len(folded) - NUM_WORDS + 1, NUM_WORDS)]
        assert windows == [" ".join(words) for words in expected]
        starts.add(start)
    assert len(starts) > 10


def test_windows_of_a_review_stay_in_one_part_of_the_split():
    dataset = sources.load(DatasetConfig(name="punctuation"))
    parts = sources.split(dataset, DatasetConfig(name="punctuation"), 0.2)
    together = [set(dataset.groups[rows].tolist()) for rows in (parts.train, parts.validation, parts.test)]
    assert all(together)
    assert sum(map(len, together)) == len(set.union(*together)) == 40
    assert sorted([*parts.train, *parts.validation, *parts.test]) == list(range(len(dataset.rows)))


def test_fewer_windows_are_drawn_with_the_seed_and_keep_their_numbers():
    everything = sources.load(DatasetConfig(name="capitals"))
    first, again, other = (sources.load(DatasetConfig(name="capitals", num_rows=25, seed=seed)) for seed in (1, 1, 2))
    assert len(first.rows) == 25
    assert first.fingerprint() == again.fingerprint() != other.fingerprint()
    assert (
        dict(zip(first.rows.tolist(), first.texts, strict=True)).items()
        <= dict(zip(everything.rows.tolist(), everything.texts, strict=True)).items()
    )
    assert first.notes[0].startswith("25 windows of 60 words from ")
    assert "drawn with seed 1" in first.notes[0]
    assert "1 duplicate text was removed." in first.notes
    assert everything.notes[0].endswith("40 reviews were used, which are all.")
