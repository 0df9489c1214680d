from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.text.rules import chunks
from core.data.text.rules.chunks import chunks_of, read_by_chunks

texts = st.lists(st.text(alphabet="ab \0\n\ud800", max_size=12), max_size=8)


@settings(deadline=None)
@given(texts, st.sampled_from([1, 10_000]))
def test_words_of_chunks_are_those_of_each_text(some, long):
    kept, chunks._LONG = chunks._LONG, long
    try:
        tokens = read_by_chunks(some, list)
    finally:
        chunks._LONG = kept
    of_each = [list(text.replace(" ", "")) for text in some]
    assert [tokens.words[code] for code in tokens.codes] == [sign for signs in of_each for sign in signs]
    assert tokens.lengths.tolist() == list(map(len, of_each))
    assert list(tokens.words) == list(dict.fromkeys(sign for signs in of_each for sign in signs))


def test_each_distinct_chunk_is_cut_once(monkeypatch):
    calls = []
    read_by_chunks(["a b a", "b c"], lambda chunk: calls.append(chunk) or [chunk])
    assert calls == ["a", "b", "c"]
    monkeypatch.setattr(chunks, "_TEXTS_AT_ONCE", 1)
    assert read_by_chunks(["a b a", "b c"], lambda chunk: [chunk]).codes.tolist() == [0, 1, 0, 1, 2]


def test_a_change_is_made_before_texts_are_split():
    (of_texts,) = chunks_of(["A-b", "", "B"], lambda whole: whole.lower().replace("-", " "))
    assert of_texts.distinct == ["a", "b"]
    assert of_texts.codes.tolist() == [0, 1, 1]
    assert of_texts.texts.tolist() == [0, 0, 2]
    assert of_texts.num_texts == 3
