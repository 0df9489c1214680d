import pytest

from core.data.formats.encodings.encoding_ranking import RankedEncoding, rank_encodings, rivals

FRENCH = "une été à Noël déjà très bien garçon où était ce film"
RUSSIAN = "этот товар совсем плохой и не работает"


@pytest.mark.parametrize(
    ("text", "encoding"), [(FRENCH, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp866")]
)
def test_the_text_that_looks_most_like_a_language_comes_first(text, encoding):
    ranked = rank_encodings(text.encode(encoding))
    assert (ranked[0].name, ranked[0].text) == (encoding, text)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_a_word_that_is_repeated_counts_once():
    once, often = (rank_encodings(f"{FRENCH} {words}".encode("cp1252")) for words in ("à", "à, 'à' à!\n" * 300))
    assert [(one.name, one.score) for one in often] == [(one.name, one.score) for one in once]
    assert often[0].name == "cp1252"


def test_bytes_that_are_no_characters_of_cp1252_are_latin_1():
    names = {one.name for one in rank_encodings("une été à Noël ".encode("cp1252") + b"\x81")}
    assert "latin-1" in names
    assert "cp1252" not in names


def test_an_encoding_that_a_third_of_the_characters_do_not_fit_is_left_out():
    assert "gb18030" not in {one.name for one in rank_encodings(b"\xff \xfe \xfd ab\xe9")}


def test_rivals_are_near_and_have_another_text():
    best = RankedEncoding("one", "äöüßéèàç", 0.9)
    same, near, damaged, far = (
        RankedEncoding("same", best.text, 0.9),
        RankedEncoding("near", "дцьЯйиаз", 0.85),
        RankedEncoding("damaged", "дцьЯйиа\N{REPLACEMENT CHARACTER}", 0.85),
        RankedEncoding("far", "ğışçöüİĞ", 0.5),
    )
    assert rivals([best, same, near, damaged, far]) == [near]


def test_few_different_letters_leave_a_doubt():
    assert [rival.name for rival in rivals(rank_encodings("à la carte".encode("cp1252")))][:1] == ["cp1251"]
    assert rivals(rank_encodings(FRENCH.encode("cp1252"))) == []
