import pytest

from core.data.formats.tagged.column_choice import TaggedColumns
from core.data.formats.tagged.conll_layout import CONLLU, detect_conll, with_columns
from core.errors import DatasetError

CONLL = "EU NNP B-NP B-ORG\nrejects VBZ B-VP O\n\nPeter NNP B-NP B-PER\n"
UD = "# text = a b\n" + "".join(f"{n}\t{word}\t_\tX\t_\t_\t0\t_\t_\t_\n" for n, word in ((1, "a"), (2, "b")))


def columns(text, token=None, tag=None, is_whole=True):
    layout = with_columns(detect_conll(text, is_whole), TaggedColumns(token, tag), "a.conll")
    return layout.names[layout.token], layout.names[layout.tag]


def test_the_first_column_has_tokens_and_the_last_has_tags():
    assert columns(CONLL) == ("column 1", "column 4")


def test_of_several_columns_that_may_have_tags_the_others_are_in_doubt():
    layout = with_columns(detect_conll(CONLL, True), TaggedColumns(), "a.conll")
    assert [(doubt.setting, doubt.choices) for doubt in layout.doubts] == [
        ("dataset.label_column", ("column 4", "column 2", "column 3"))
    ]
    assert with_columns(detect_conll(CONLL, True), TaggedColumns(tag="2"), "a.conll").doubts == ()


@pytest.mark.parametrize("tag", ["2", "column 2"])
def test_columns_are_chosen_by_number(tag):
    assert columns(CONLL, tag=tag) == ("column 1", "column 2")


@pytest.mark.parametrize("tag", ["0", "5", "upos", "-1"])
def test_a_column_that_is_missing_is_refused_with_those_there_are(tag):
    with pytest.raises(DatasetError, match=r"has no column .* 'column 4'"):
        columns(CONLL, tag=tag)


def test_one_column_for_tokens_and_tags_is_refused():
    with pytest.raises(DatasetError, match="both tokens and tags"):
        columns(CONLL, token="2", tag="2")


def test_tabs_divide_columns_where_most_lines_have_them():
    layout = detect_conll("New York\tB-LOC\nis\tO\n\nbig\tO\n", True)
    assert layout.has_tabs
    assert layout.cells("New York\tB-LOC\r\n") == ["New York", "B-LOC"]


def test_other_white_space_than_spaces_and_tabs_is_part_of_a_token():
    layout = detect_conll("a \t O\n\nb  O\n", True)
    assert layout.cells("1\N{NO-BREAK SPACE}000 \t O\n") == ["1\N{NO-BREAK SPACE}000", "O"]


@pytest.mark.parametrize(("tag", "name"), [(None, "upos"), ("xpos", "xpos"), ("Deprel", "deprel"), ("6", "feats")])
def test_columns_of_conllu_are_chosen_by_name_and_upos_is_the_usual_one(tag, name):
    layout = with_columns(detect_conll(UD, True), TaggedColumns(tag=tag), "a.conllu")
    assert (layout.names, layout.has_ids, layout.names[layout.token]) == (CONLLU, True, "form")
    assert (layout.names[layout.tag], layout.doubts) == (name, ())


def test_a_file_of_conllu_plus_names_its_columns():
    assert columns("# global.columns = ID FORM NER\n1\ta\tO\n2\tb\tB-X\n") == ("form", "ner")


def test_a_header_above_sentences_names_the_columns():
    assert columns("token tag lemma\na O a\n\nb B-X b\n") == ("token", "tag")


@pytest.mark.parametrize(
    "text",
    [
        "Sentence #,Word,POS,Tag\nSentence: 1,Thousands,NNS,O\n,of,IN,O\n",
        "sentence_id\tword\ttag\n1\ta\tO\n1\tb\tO\n",
        "word,tag\na,O\n\nb,O\n",
        "one\ntwo\n\nthree\n",
        "\n\n",
        "",
    ],
)
def test_a_table_and_plain_lines_are_no_columns_of_conll(text):
    assert detect_conll(text, True) is None


def test_a_file_of_one_sentence_has_no_blank_line():
    assert columns("EU B-ORG\nrejects O\n") == ("column 1", "column 2")


def test_a_last_line_that_may_be_cut_does_not_count():
    assert columns("a X O\nb X O\n\nc X", is_whole=False) == ("column 1", "column 3")


def test_a_ragged_line_is_left_for_the_reading_to_refuse():
    assert columns("a X O\nb X O\n\nc X\n") == ("column 1", "column 3")
