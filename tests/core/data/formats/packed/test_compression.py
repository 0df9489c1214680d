import bz2
import gzip
import io
import lzma
import zipfile

import pytest

from core.data.formats.packed import compression
from core.data.formats.packed.compression import check_zip_sizes, decompressed
from core.errors import DatasetError

CONTENT = b"text,label\na,0\nb,1\n" * 100
WRITERS = {"gzip": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(("kind", "name", "inner"), [
    ("gzip", "a.csv.gz", "a.csv"), ("bz2", "a.BZ2", "a"), ("xz", "a.csv", "a.csv"), ("zip", "a.zip", "b.csv"),
])  # fmt: skip
def test_the_file_inside_is_there_for_as_long_as_it_is_needed(write, kind, name, inner):
    content = zipped(**{"folder/b.csv": CONTENT}) if kind == "zip" else WRITERS[kind](CONTENT)
    with decompressed(write(content, name), kind) as path:
        assert path.name == inner
        assert path.read_bytes() == CONTENT
    assert not path.exists()


@pytest.mark.parametrize("kind", ["gzip", "bz2", "xz", "zip"])
def test_a_file_that_is_cut_or_damaged_is_refused(write, kind):
    content = zipped(a=CONTENT) if kind == "zip" else WRITERS[kind](CONTENT)
    expected = "is damaged" if kind == "zip" else "ends too early"
    with pytest.raises(DatasetError, match=expected), decompressed(write(content[:-12]), kind):
        pass
    middle = len(content) // 2
    damaged = content[:middle] + bytes(255 - byte for byte in content[middle : middle + 8]) + content[middle + 8 :]
    with pytest.raises(DatasetError, match=r"is damaged|ends too early"), decompressed(write(damaged), kind):
        pass


@pytest.mark.parametrize("kind", ["gzip", "bz2", "xz", "zip"])
def test_what_expands_beyond_the_limit_is_refused_while_it_expands(write, kind, monkeypatch):
    monkeypatch.setattr(compression, "LARGEST", 3_000_000)
    bomb = bytes(100_000_000)
    content = zipped(a=bomb) if kind == "zip" else WRITERS[kind](bomb)
    sizes = []
    monkeypatch.setattr(compression, "_copy", _counting(compression._copy, sizes))
    with pytest.raises(DatasetError, match="GB of data"), decompressed(write(content), kind):
        pass
    assert sizes[0] <= 3_000_000


def _counting(copy, sizes):
    def counting(stream, target, name):
        try:
            copy(stream, target, name)
        finally:
            sizes.append(target.stat().st_size)

    return counting


def test_of_several_files_one_must_be_named(write):
    path = write(zipped(**{"a.csv": b"a", "b.csv": b"b", "__MACOSX/._a.csv": b"", "folder/": b"", ".DS_Store": b""}))
    with (
        pytest.raises(DatasetError, match=r"has 2 files\. Its files are 'a\.csv', 'b\.csv'"),
        decompressed(path, "zip"),
    ):
        pass
    with decompressed(path, "zip", "b.csv") as inner:
        assert inner.read_bytes() == b"b"
    with pytest.raises(DatasetError, match=r"has no file 'c\.csv'"), decompressed(path, "zip", "c.csv"):
        pass


def test_a_setting_that_names_no_file_of_one_may_name_a_sheet(write):
    with decompressed(write(zipped(a=b"a")), "zip", "a sheet") as inner:
        assert inner.read_bytes() == b"a"


def test_an_empty_archive_is_refused(write):
    with pytest.raises(DatasetError, match="has no file in it"), decompressed(write(zipped()), "zip"):
        pass


def test_a_password_is_named(write):
    content = bytearray(zipped(a=b"secret"))
    for place in (6, content.index(b"PK\x01\x02") + 8):
        content[place] |= 1
    with pytest.raises(DatasetError, match="has a password"), decompressed(write(bytes(content)), "zip"):
        pass


def test_a_name_in_an_archive_leads_to_no_other_folder(write):
    with decompressed(write(zipped(**{"../../../evil.csv": b"a"})), "zip") as inner:
        assert inner.name == "evil.csv"
        assert inner.parent.name.startswith("bothways-")


@pytest.mark.parametrize(("place", "bits"), [(8, 0x800), (8, 1), (10, 99)])
def test_a_zip_file_whose_directory_makes_no_sense_is_refused(tmp_path, place, bits):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("b\xe9.csv", "x")
    content = bytearray(path.read_bytes())
    for start in (content.index(b"PK\1\2"), content.rindex(b"PK\1\2")):  # flags and method of each file
        content[start + place : start + place + 2] = bits.to_bytes(2, "little")
        if bits == 0x800:
            content[start + 46] = 0xFF  # of a name that says it is UTF-8
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="is damaged"):
        check_zip_sizes(path)
