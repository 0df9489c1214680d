import pytest

from core.config import FileSettings
from core.data.formats.tagged.column_choice import TaggedColumns
from core.data.formats.tagged.tagged_file import read_tagged
from core.errors import DatasetError

KAGGLE = 'Sentence #,Word,POS,Tag\nSentence: 1,Caf\xe9,NN,O\n,"""",``,O\n,NA,NNP,B-geo\nSentence: 2,It,PRP,O\n'


def summary(tagged):
    return tagged.tokens.words, [tagged.tags.words[code] for code in tagged.tags.codes], tagged.tokens.lengths.tolist()


def test_ids_in_the_first_row_of_each_sentence_are_enough(write):
    tagged = read_tagged(write(KAGGLE.encode("latin-1")))
    assert summary(tagged) == (("Caf\xe9", '"', "NA", "It"), ["O", "O", "B-geo", "O"], [3, 1])
    assert (tagged.layout, tagged.unit, tagged.rows.tolist()) == ("rows", "row", [1, 4])
    assert (tagged.token_column, tagged.tag_column, tagged.sentence_column) == ("Word", "Tag", "Sentence #")
    assert ("Tag", "POS") in [doubt.choices for doubt in tagged.reading.doubts]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_ids_in_every_row_say_the_same(write, delimiter):
    rows = "sentence_id,token,ner\n0,a,O\n0,b,B-x\n1,c,O\n"
    tagged = read_tagged(write(rows.replace(",", delimiter)))
    assert summary(tagged) == (("a", "b", "c"), ["O", "B-x", "O"], [2, 1])


def test_blank_rows_divide_sentences_where_there_are_no_ids(write):
    tagged = read_tagged(write("word,tag\na,O\nb,X\n\nc,O\n,\nd,X\n"))
    assert (summary(tagged)[2], tagged.rows.tolist(), tagged.sentence_column) == ([2, 1, 1], [1, 4, 6], "")


def test_columns_are_chosen_by_name(write):
    columns = TaggedColumns(token="w", tag="POS", sentence="doc")
    tagged = read_tagged(write("doc,w,POS,Tag\n1,a,N,O\n2,b,V,O\n"), columns=columns)
    assert (summary(tagged)[2], tagged.tags.words, tagged.reading.doubts) == ([1, 1], ("N", "V"), ())


def test_an_id_that_comes_back_begins_another_sentence_and_is_in_doubt(write):
    tagged = read_tagged(write("sentence_id,word,tag\n1,a,O\n2,b,X\n1,c,O\n"))
    assert summary(tagged)[2] == [1, 1, 1]
    assert [doubt.problem for doubt in tagged.reading.doubts if doubt.setting == "dataset.sentence_column"] == [
        "1 sentence id comes back after other ids; such rows were read as sentences of their own."
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("2,,O", "row 3 has no token"),
        ("2,c,", "row 3 has no tag"),
        ("2,c,O,more", "row 3 cannot be read .The row has 4 cells; there are 3 columns"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_or_its_sentence_skipped(write, row, problem):
    path = write(f"sentence_id,word,tag\n1,a,O\n1,b,X\n{row}\n3,d,O\n")
    with pytest.raises(DatasetError, match=f"own.csv: {problem}"):
        read_tagged(path)
    tagged = read_tagged(path, FileSettings(on_bad_rows="skip", max_bad_rows=0.5))
    assert (tagged.rows.tolist(), tagged.skipped) == ([1, 4], {"bad_sentences": 1})


def test_a_row_before_the_first_id_is_refused(write):
    with pytest.raises(DatasetError, match="row 1 comes before the first sentence id"):
        read_tagged(write("sentence_id,word,tag\n,a,O\n1,b,X\n"))


def test_a_table_that_does_not_divide_sentences_is_refused(write):
    with pytest.raises(DatasetError, match=r"no column of sentence ids and no blank row.* 'word', 'tag'"):
        read_tagged(write("word,tag\na,O\nb,X\n"))


def test_a_table_of_one_column_is_refused(write):
    with pytest.raises(DatasetError, match="has one column"):
        read_tagged(write("word\na\nb\n"))


def test_a_first_row_without_a_usual_name_that_may_be_data_is_data(write):
    tagged = read_tagged(write("EU,B-ORG\nrejects,O\n\nPeter,B-PER\n"))
    assert (tagged.tokens.words, tagged.rows.tolist()) == (("EU", "rejects", "Peter"), [1, 4])
    assert [doubt.choices for doubt in tagged.reading.doubts] == [("no", "yes")]
