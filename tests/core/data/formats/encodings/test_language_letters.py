import pytest

from core.data.formats.encodings.language_letters import likeness

TEXTS = {
    "cp1252": "déjà vu à Noël, très bien, où était le garçon",
    "cp1250": "Żałuję, że obejrzałem źle zagrany film",
    "cp1251": "этот товар совсем плохой и не работает",
    "cp1253": "αυτή η ταινία ήταν πολύ κακή",
    "cp1255": "הסרט הזה היה גרוע מאוד ומשעמם",
    "cp1256": "هذا الفيلم سيئ جدا وممل",
    "cp874": "หนังเรื่องนี้แย่มากและน่าเบื่อ",
    "gb18030": "这家酒店的服务态度很差,房间也不干净",
    "cp932": "この映画はとても面白かったです",
    "cp949": "이 영화는 정말 재미있었고 배우들의 연기도 좋았습니다",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_a_text_of_a_language_looks_like_one(encoding):
    assert 0.65 < likeness(TEXTS[encoding]) <= 1


@pytest.mark.parametrize(
    ("encoding", "other"),
    [("cp1251", "cp1252"), ("cp1251", "koi8_r"), ("cp1253", "cp1251"), ("gb18030", "cp949"), ("cp932", "gb18030"),
     ("cp949", "gb18030")],
)  # fmt: skip
def test_a_text_that_was_decoded_wrongly_looks_less_like_a_language(encoding, other):
    garbled = TEXTS[encoding].encode(encoding).decode(other, "replace")
    assert likeness(garbled) < likeness(TEXTS[encoding]) - 0.15


def test_typographic_marks_belong_to_every_language():
    assert likeness("“…” – plain ASCII") == likeness("plain ASCII") == 1
    assert likeness("été “…”") == 1


def test_letters_of_two_alphabets_look_less_like_one_language():
    assert likeness("ąčęė") == 1
    assert likeness("ąčęė ñ ß õ å") == 0.5
