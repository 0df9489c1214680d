import gzip
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.config import FileSettings
from core.data.formats.tagged import bounded_lines
from core.data.formats.tagged.column_choice import TaggedColumns
from core.data.formats.tagged.tagged_file import read_tagged
from core.errors import DatasetError
from core.system.paths import quoting

CONLL = "-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\n\nPeter NNP B-NP B-PER\n"
TOKENS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=4).filter(
    lambda word: word[0] != "#"
)
SENTENCES = st.lists(
    st.lists(st.tuples(TOKENS, st.sampled_from(["O", "B-x", "I-x"])), min_size=1, max_size=4), min_size=2, max_size=4
).filter(lambda sentences: len({tag for sentence in sentences for _, tag in sentence}) > 1)


def read_back(tagged):
    pairs = zip(tagged.tokens.codes, tagged.tags.codes, strict=True)
    words = iter([(tagged.tokens.words[token], tagged.tags.words[tag]) for token, tag in pairs])
    return [[next(words) for _ in range(length)] for length in tagged.tokens.lengths]


def few(test):
    return settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])(test)


@few
@given(sentences=SENTENCES)
def test_columns_of_conll_are_read_as_they_were_written(tmp_path, sentences):
    path = tmp_path / "a.conll"
    blocks = ["".join(f"{token}\tX\t{tag}\n" for token, tag in sentence) for sentence in sentences]
    path.write_text("\n".join(blocks), encoding="utf-8")
    assert read_back(read_tagged(path, FileSettings(encoding="utf-8"))) == sentences


@few
@given(sentences=SENTENCES)
def test_conllu_is_read_as_it_was_written(tmp_path, sentences):
    path = tmp_path / "a.conllu"
    rest = "\t_\t_\t0\t_\t_\t_"
    blocks = [
        "# text = x\n" + "".join(f"{n}\t{token}\t_\t{tag}{rest}\n" for n, (token, tag) in enumerate(sentence, 1)) + "\n"
        for sentence in sentences
    ]
    path.write_text("".join(blocks), encoding="utf-8")
    assert read_back(read_tagged(path, FileSettings(encoding="utf-8"))) == sentences


@few
@given(sentences=SENTENCES)
def test_lists_are_read_as_they_were_written(tmp_path, sentences):
    rows = [{"tokens": [token for token, _ in s], "tags": [tag for _, tag in s]} for s in sentences]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    assert read_back(read_tagged(tmp_path / "a.jsonl")) == sentences
    assert read_back(read_tagged(tmp_path / "a.parquet")) == sentences


def test_a_compressed_file_is_read_like_what_is_in_it(tmp_path):
    plain = tmp_path / "train.conll"
    plain.write_text(CONLL, encoding="utf-8")
    (tmp_path / "train.conll.gz").write_bytes(gzip.compress(CONLL.encode()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(plain, "train.conll")
        archive.writestr("other.txt", "x")
    packed = read_tagged(tmp_path / "train.conll.gz")
    chosen = read_tagged(tmp_path / "a.zip", FileSettings(sheet="train.conll"))
    expected = [[("EU", "B-ORG"), ("rejects", "O")], [("Peter", "B-PER")]]
    assert read_back(read_tagged(plain)) == read_back(packed) == read_back(chosen) == expected
    assert (packed.reading.compression, chosen.reading.compression, chosen.reading.sheet) == (
        "gzip",
        "zip",
        "train.conll",
    )
    assert "The file is compressed (gzip)." in packed.notes


def test_the_notes_name_columns_encoding_and_what_was_skipped(write):
    tagged = read_tagged(write(CONLL))
    assert tagged.notes == (
        "2 sentences with 3 tokens and 3 different tags: tokens are in column 1, tags in column 4.",
        "1 -DOCSTART- line was skipped.",
        "Read as columns of CoNLL in UTF-8.",
        "Several columns may hold the tags; 'column 4' was read. Set dataset.label_column to column 2 or column 3 if "
        "this is wrong.",
    )


def test_encodings_are_detected_or_chosen_and_damage_is_placed(write):
    german = "Über APPR O\nMüller NE B-PER\n\ngrößer ADJ O\nÄrger NN O\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert read_tagged(write(german.encode(encoding))).tokens.words == ("Über", "Müller", "größer", "Ärger")
    assert "�ber" in read_tagged(write(german.encode() + b"\n\xdcber X O\n")).tokens.words
    notes = read_tagged(write(german.encode() + b"\n\xdcber X O\n")).notes
    assert "Line 7 is the first with bytes that are not valid UTF-8." in notes


def test_a_line_too_long_is_refused_in_each_layout(write, monkeypatch):
    monkeypatch.setattr(bounded_lines, "LONGEST_LINE", 60)
    with pytest.raises(DatasetError, match=r"line 7 has more than 60 characters"):
        read_tagged(write(f"{CONLL}{'x' * 80} X X O\n"))
    row = json.dumps({"tokens": ["a"], "tags": ["O"]})
    with pytest.raises(DatasetError, match=r"line 3 has more than 60 characters"):
        read_tagged(write(f"{row}\n{row}\n{json.dumps({'tokens': ['a' * 80], 'tags': ['O']})}\n"))


@pytest.mark.parametrize("content", ["\n\n", "-DOCSTART- O\n\n-DOCSTART- O\n"])
def test_a_file_without_a_sentence_is_refused(write, content):
    with pytest.raises(DatasetError):
        read_tagged(write(content))


def test_a_file_that_is_missing_or_no_text_is_refused(write, tmp_path):
    with pytest.raises(DatasetError, match="There is no file"):
        read_tagged(tmp_path / "none.conll")
    with pytest.raises(DatasetError, match="a PNG image"):
        read_tagged(write(b"\x89PNG\r\n\x1a\n"))


def test_errors_quote_nothing_of_a_file_that_others_may_not_see(write, tmp_path, monkeypatch):
    path = write("token tag secret\na O x\n\nb X y\n\nc X z\n")
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path / "elsewhere"))
    with quoting(path), pytest.raises(DatasetError, match="not shown") as error:
        read_tagged(path, columns=TaggedColumns(tag="third"))
    assert "secret" not in str(error.value)
