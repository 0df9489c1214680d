import pytest

from core.data.formats.encodings.charset import Encoding, detect_encoding
from core.errors import DatasetError


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"plain", Encoding("utf-8")),
        ("日本語".encode(), Encoding("utf-8")),
        ("été".encode("utf-8-sig"), Encoding("utf-8-sig")),
        ("été".encode("utf-16"), Encoding("utf-16")),
        ("été".encode("utf-16-be").join([b"\xfe\xff", b""]), Encoding("utf-16")),
        ("été".encode("utf-32"), Encoding("utf-32")),
        ("“été” 5 €".encode("cp1252"), Encoding("cp1252")),
        ("une été à Noël, déjà ".encode("cp1252") * 20 + b"\x81", Encoding("latin-1")),
        ("été à la plage".encode() + b"\xff", Encoding("utf-8", "replace")),
    ],
)
def test_the_encoding_is_found(write, content, encoding):
    path = write(content)
    assert detect_encoding(path) == encoding
    path.read_text(encoding=encoding.name, errors=encoding.errors)


@pytest.mark.parametrize(
    ("text", "encoding", "detected"),
    [
        ("этот товар совсем плохой и не работает", "cp1251", "cp1251"),
        ("этот товар совсем плохой и не работает", "koi8-r", "koi8-r"),
        ("цей фільм дуже поганий, не раджу його дивитися нікому", "cp1251", "cp1251"),
        ("这家酒店的服务态度很差,房间也不干净", "gbk", "gb18030"),
        ("這家酒店的服務態度很差,房間也不乾淨", "big5", "big5"),
        ("この映画はとても面白かったです", "shift_jis", "cp932"),
        ("この映画はとても面白かったです。また見たいと思います", "euc_jp", "euc-jp"),
        ("이 영화는 정말 재미있었고 배우들의 연기도 좋았습니다", "euc_kr", "cp949"),
        ("Ten film był bardzo zły, nudny i źle zagrany. Żałuję", "cp1250", "cp1250"),
        ("Film byl velmi špatný, nudný a příliš dlouhý, ztráta času, děj je předvídatelný", "cp1250", "cp1250"),
        ("αυτή η ταινία ήταν πολύ κακή και βαρετή", "cp1253", "cp1253"),
        ("bu film gerçekten çok kötüydü, sıkıcı ve uzun; şiddetle", "cp1254", "cp1254"),
        ("هذا الفيلم سيئ جدا وممل ولا أنصح به", "cp1256", "cp1256"),
        ("Esta película fue muy mala, ¿por qué? El niño lloró", "latin-1", "cp1252"),
        ("Dieser Film war für mich öde. Schöne Grüße", "mac_roman", "mac-roman"),
    ],
)
def test_the_encoding_of_a_language_is_certain(write, text, encoding, detected):
    assert detect_encoding(write(text.encode(encoding))) == Encoding(detected)


def test_an_encoding_that_is_not_certain_is_a_doubt(write):
    encoding = detect_encoding(write("הסרט הזה היה גרוע מאוד ומשעמם, לא ממליץ".encode("cp1255")))
    assert (encoding.name, encoding.rivals) == ("cp1255", ("cp1251",))
    assert encoding.doubts[0].note == (
        "The encoding is not certain: the file was read as CP1255, but others fit as well. "
        "Set dataset.encoding to cp1251 if this is wrong."
    )
    assert Encoding("cp1255").doubts == ()


def test_an_encoding_that_is_chosen_is_used_unless_too_much_does_not_fit(write):
    content = "этот товар совсем плохой".encode("cp1251")
    assert detect_encoding(write(content), "koi8-r") == Encoding("koi8-r")
    assert detect_encoding(write("été à la plage".encode() + b"\xff"), "utf-8") == Encoding("utf-8", "replace")
    assert detect_encoding(write("text,label\n".encode("utf-16-le")), "utf-16-le") == Encoding("utf-16-le")
    with pytest.raises(DatasetError, match=r"own\.csv is not UTF-8: .* Choose another encoding"):
        detect_encoding(write(content), "utf-8")


@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
def test_a_file_that_begins_with_the_mark_of_another_encoding_is_refused(write, name):
    with pytest.raises(DatasetError, match=r"^own\.csv is not UTF-\d\d: it begins with .* Choose another encoding"):
        detect_encoding(write(b"\xef\xbb\xbftext,label\ngood,1\n"), name)


def test_a_few_damaged_bytes_do_not_change_the_encoding(write):
    content = ("这家酒店的服务态度很差,房间也不干净\n" * 20).encode("gbk") + b"\xff\xff,\n"
    assert detect_encoding(write(content)) == Encoding("gb18030", "replace")


def test_characters_that_fit_utf_8_by_chance_are_no_damaged_utf_8(write):
    content = ("这家酒店的服务 不推荐大家来住\n" + "态度很差 " * 200).encode("gbk")  # three of its five fit UTF-8
    assert detect_encoding(write(content)) == Encoding("gb18030")


def test_the_last_byte_counts_as_much_as_the_first(write):
    assert detect_encoding(write(b"x" * 3_000_000 + b" caf\xe9 ")) == Encoding("cp1252")


def test_a_character_across_two_pieces_is_whole(write):
    assert detect_encoding(write("é" * 1_500_001)) == Encoding("utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zero_bytes(write, encoding):
    path = write("text,label\n好看 film,1\n".encode(encoding))
    assert detect_encoding(path) == Encoding(encoding)
    assert detect_encoding(path, "utf-16") == Encoding(encoding)


def test_utf_16_that_is_chosen_needs_no_mark(write):
    assert detect_encoding(write("好看的电影".encode("utf-16-le")), "UTF-16") == Encoding("UTF-16-le")
    assert detect_encoding(write("été".encode("utf-16")), "utf-16") == Encoding("utf-16")
    with pytest.raises(DatasetError, match="is not UTF-32"):
        detect_encoding(write("text,label\n"), "utf-32")
