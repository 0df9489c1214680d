import pytest

from core.data.formats.charset import Encoding, detect_encoding


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
        (b"\xe9t\xe9 \x81", Encoding("latin-1")),
        ("été à la plage".encode() + b"\xff", Encoding("utf-8", "replace")),
    ],
)
def test_the_encoding_is_found(write, content, encoding):
    path = write(content)
    assert detect_encoding(path) == encoding
    path.read_text(encoding=encoding.name, errors=encoding.errors)


def test_the_last_byte_counts_as_much_as_the_first(write):
    assert detect_encoding(write(b"x" * 3_000_000 + b" caf\xe9 ")) == Encoding("cp1252")


def test_a_character_across_two_pieces_is_whole(write):
    assert detect_encoding(write("é" * 1_500_001)) == Encoding("utf-8")
