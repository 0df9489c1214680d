import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.config import FileSettings
from core.data.formats.tagged.column_choice import TaggedColumns
from core.data.formats.tagged.tagged_file import read_tagged
from core.errors import DatasetError

NAMES = ["O", "B-PER", "I-PER"]
ROWS = [
    {"tokens": ["Anna", "left"], "ner_tags": [1, 0], "pos_tags": ["X", "Y"]},
    {"tokens": ["It", "is", "Bo"], "ner_tags": [0, 0, 1], "pos_tags": ["Y", "Y", "X"]},
]


def features(inner):
    return {b"huggingface": json.dumps({"info": {"features": {"ner_tags": inner}}}).encode()}


def parquet(path, rows=ROWS, metadata=None):
    pq.write_table(pa.Table.from_pylist(rows).replace_schema_metadata(metadata), path)
    return path


def lines(*rows):
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def sentences(tagged):
    """Each sentence as a list of `token/tag`."""
    codes = zip(tagged.tokens.codes, tagged.tags.codes, strict=True)
    pairs = iter([f"{tagged.tokens.words[token]}/{tagged.tags.words[tag]}" for token, tag in codes])
    return [[next(pairs) for _ in range(length)] for length in tagged.tokens.lengths]


@pytest.mark.parametrize(
    "inner",
    [
        {"feature": {"names": NAMES, "_type": "ClassLabel"}, "_type": "Sequence"},
        {"feature": {"names": NAMES, "_type": "ClassLabel"}, "_type": "List"},
        [{"names": NAMES, "_type": "ClassLabel"}],
    ],
)
def test_ids_get_their_names_from_the_features_of_a_parquet_file(tmp_path, inner):
    tagged = read_tagged(parquet(tmp_path / "a.parquet", metadata=features(inner)))
    assert sentences(tagged) == [["Anna/B-PER", "left/O"], ["It/O", "is/O", "Bo/B-PER"]]
    assert (tagged.class_names, tagged.tags.words) == (tuple(NAMES), ("B-PER", "O"))
    assert (tagged.layout, tagged.unit, tagged.rows.tolist()) == ("lists", "row", [1, 2])


@pytest.mark.parametrize("metadata", [None, {b"huggingface": b"{"}, {b"huggingface": b'{"info": []}'}, features("x")])
def test_ids_stay_numbers_without_features(tmp_path, metadata):
    tagged = read_tagged(parquet(tmp_path / "a.parquet", metadata=metadata))
    assert (tagged.class_names, tagged.tags.words) == ((), ("1", "0"))


def test_an_id_that_the_features_lack_is_refused(tmp_path):
    path = parquet(
        tmp_path / "a.parquet",
        [*ROWS, {"tokens": ["a"], "ner_tags": [-100], "pos_tags": ["X"]}],
        features([{"names": NAMES}]),
    )
    with pytest.raises(DatasetError, match="row 3 has the tag -100 at token 1; the file names 3 classes"):
        read_tagged(path)


def test_json_lines_and_documents_are_read_alike(write):
    expected = [["Anna/1", "left/0"], ["It/0", "is/0", "Bo/1"]]
    tagged = read_tagged(write("\n" + lines(*ROWS)))
    assert (sentences(tagged), tagged.rows.tolist(), tagged.unit) == (expected, [2, 3], "line")
    columns = {name: [row[name] for row in ROWS] for name in ROWS[0]}
    for document in (ROWS, {"version": "1", "data": ROWS}, columns):
        tagged = read_tagged(write(json.dumps(document)))
        assert (sentences(tagged), tagged.rows.tolist(), tagged.unit) == (expected, [1, 2], "item")


def test_the_other_column_of_tags_is_in_doubt_and_can_be_chosen(write):
    path = write(lines(*ROWS))
    assert [doubt.choices for doubt in read_tagged(path).reading.doubts] == [("ner_tags", "pos_tags")]
    chosen = read_tagged(path, columns=TaggedColumns(tag="pos_tags"))
    assert (chosen.tag_column, chosen.tags.words, chosen.reading.doubts) == ("pos_tags", ("X", "Y"), ())


def test_a_list_of_tags_with_any_name_is_the_only_other_list(write):
    tagged = read_tagged(write(lines({"id": 1, "words": ["a", "b"], "x": ["O", "B"]})))
    assert (tagged.token_column, tagged.tag_column) == ("words", "x")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"tokens": ["a", "b"], "ner_tags": [0]}, "line 3 has 2 tokens and 1 tag"),
        ({"tokens": ["a", ""], "ner_tags": [0, 0]}, "line 3 has an empty token, number 2 of the sentence"),
        ({"tokens": ["a", None], "ner_tags": [0, 0]}, "line 3 has an empty token, number 2 of the sentence"),
        ({"tokens": ["a"], "ner_tags": [None]}, "line 3 has no tag at token 1"),
        ({"tokens": "a", "ner_tags": [0]}, "line 3 has no list in the column 'tokens'"),
        ({"tokens": ["a"]}, "line 3 has no list in the column 'ner_tags'"),
        ([1], "line 3 is not a JSON object"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_or_skipped(write, row, problem):
    path = write(lines(*ROWS, row))
    with pytest.raises(DatasetError, match=f"own.csv: {problem}"):
        read_tagged(path)
    tagged = read_tagged(path, FileSettings(on_bad_rows="skip", max_bad_rows=0.5))
    assert (tagged.rows.tolist(), tagged.skipped) == ([1, 2], {"bad_sentences": 1})


def test_a_line_that_is_no_json_is_refused_with_its_place(write):
    with pytest.raises(DatasetError, match="line 3 is not JSON at character 12"):
        read_tagged(write(lines(*ROWS) + '{"tokens": a}\n'))


def test_rows_without_a_known_list_of_tokens_are_refused(write):
    with pytest.raises(DatasetError, match=r"known to hold lists of tokens.* columns are 'a', 'b'"):
        read_tagged(write(lines({"a": ["x"], "b": ["y"]}, {"a": ["x"], "b": ["y"]})))
    with pytest.raises(DatasetError, match="has no column 'c'"):
        read_tagged(write(lines(*ROWS)), columns=TaggedColumns(token="c"))


def test_a_folder_of_files_is_one_data_set(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    for number in range(2):
        parquet(folder / f"train-0000{number}-of-00002.parquet")
    parquet(folder / "test-00000-of-00001.parquet", ROWS[:1])
    assert read_tagged(folder).rows.tolist() == [1, 2, 3, 4]
    assert read_tagged(folder, FileSettings(sheet="test")).rows.tolist() == [1]
