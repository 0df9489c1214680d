import pytest

from core.data.formats.packed.magic import binary_format, binary_kind, foreign_kind


@pytest.mark.parametrize(
    ("start", "form", "kind"),
    [
        (b"\x1f\x8b\x08", "gzip", "a gzip archive"),
        (b"PAR1\x15\x04", "parquet", "a Parquet file"),
        (b"\xd0\xcf\x11\xe0", "excel", "an Excel workbook"),
        (b"%PDF-1.7", None, "a PDF document"),
        (b"\x80\x04\x95", None, "a pickle, which could run code"),
        (b"a.csv".ljust(257, b"\0") + b"ustar", None, "a tar archive"),
    ],
)
def test_a_binary_file_is_known_by_its_first_bytes(start, form, kind):
    assert (binary_format(start), binary_kind(start)) == (form, kind)
    assert foreign_kind(start) == ("" if form else kind)


@pytest.mark.parametrize("start", [b"", b"text,label\n", b"ORCID,text\n", "été".encode("utf-16")])
def test_text_is_no_binary_file(start):
    assert (binary_format(start), binary_kind(start)) == (None, "")
