import pytest

from core.config import FileSettings
from core.data.formats.tagged import sentence_collection
from core.data.formats.tagged.sentence_collection import collect_sentences
from core.data.formats.tagged.tagged_sentences import Sentence, TaggedLayout
from core.data.reading import Reading
from core.errors import DatasetError

LAYOUT = TaggedLayout("a.conll", "conll", "line", Reading(format="conll"), "column 1", "column 2")
GOOD = Sentence(1, ["a", "b", "a"], ["O", "X", "O"])
BAD = Sentence(5, ["c"], ["O"], "has 1 column; the file has 2", 6)
SKIP = FileSettings(on_bad_rows="skip", max_bad_rows=0.5)


def collect(*sentences, settings=SKIP, least_tags=2):
    return collect_sentences(sentences, LAYOUT, settings, {}, least_tags)


def test_tokens_and_tags_are_numbered_in_the_order_of_appearance():
    tagged = collect(GOOD, Sentence(7, ["b"], ["Y"]))
    assert (tagged.tokens.words, tagged.tokens.codes.tolist()) == (("a", "b"), [0, 1, 0, 1])
    assert (tagged.tags.words, tagged.tags.codes.tolist()) == (("O", "X", "Y"), [0, 1, 0, 2])
    assert tagged.tokens.lengths.tolist() == tagged.tags.lengths.tolist() == [3, 1]
    assert (tagged.rows.tolist(), tagged.rows.dtype.name) == ([1, 7], "int64")


def test_a_sentence_with_a_problem_is_refused_in_three_sentences():
    with pytest.raises(DatasetError) as error:
        collect(GOOD, BAD, settings=FileSettings())
    assert str(error.value) == (
        "a.conll: line 6 has 1 column; the file has 2. Each line has a token and its tag in the same columns, and "
        "blank lines are between sentences. Fix that line, or set dataset.on_bad_rows to skip to leave out such "
        "sentences."
    )


def test_sentences_with_a_problem_are_skipped_and_counted_on_demand():
    tagged = collect(GOOD, BAD)
    assert (tagged.rows.tolist(), tagged.skipped) == ([1], {"bad_sentences": 1})
    assert tagged.notes[1] == "1 sentence was skipped: because line 6 has 1 column; the file has 2."


def test_too_many_sentences_with_a_problem_are_refused():
    with pytest.raises(DatasetError, match="2 of 3 sentences cannot be used; the first because line 6 has 1 column"):
        collect(GOOD, BAD, BAD)


def test_sentences_without_a_token_are_left_out():
    tagged = collect(GOOD, Sentence(9, [], []))
    assert (len(tagged.rows), tagged.skipped) == (1, {"empty_sentences": 1})
    assert "1 sentence without a token was skipped." in tagged.notes


def test_a_file_without_a_sentence_is_refused():
    with pytest.raises(DatasetError, match=r"a.conll has no sentence\."):
        collect(Sentence(9, [], []))


def test_one_tag_alone_is_refused_unless_it_may_be():
    one = Sentence(1, ["a", "b"], ["O", "O"])
    with pytest.raises(DatasetError, match="all 2 tokens have the tag 'O'"):
        collect(one)
    assert collect(one, least_tags=1).tags.words == ("O",)


def test_a_sentence_too_long_is_a_problem(monkeypatch):
    monkeypatch.setattr(sentence_collection, "LONGEST_SENTENCE", 2)
    with pytest.raises(DatasetError, match="line 1 begins a sentence of 3 tokens; 2 are the most"):
        collect(GOOD, settings=FileSettings())


def test_the_notes_say_what_was_read():
    assert collect(GOOD).notes == (
        "1 sentence with 3 tokens and 2 different tags: tokens are in column 1, tags in column 2.",
        "Read as columns of CoNLL.",
    )
