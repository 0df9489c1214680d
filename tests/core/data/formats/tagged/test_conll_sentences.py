from core.data.formats.tagged.column_choice import TaggedColumns
from core.data.formats.tagged.conll_layout import detect_conll, with_columns
from core.data.formats.tagged.conll_sentences import conll_sentences


def read(text, **columns):
    layout = with_columns(detect_conll(text, True), TaggedColumns(**columns), "a.conll")
    skipped = {}
    lines = enumerate(text.splitlines(keepends=True), start=1)
    return list(conll_sentences(lines, layout, skipped)), {kind: count for kind, count in skipped.items() if count}


def test_blank_lines_and_documents_divide_sentences():
    document = "-DOCSTART- -X- -X- O\n"
    text = f"{document}\nEU NNP B-NP B-ORG\nsaid VBD B-VP O\n\n \t\nYes UH O O\n{document}No UH O O\n"
    sentences, skipped = read(text)
    assert [(s.row, s.tokens, s.tags) for s in sentences] == [
        (3, ["EU", "said"], ["B-ORG", "O"]),
        (7, ["Yes"], ["O"]),
        (9, ["No"], ["O"]),
    ]
    assert skipped == {"document_lines": 2}


def test_a_number_sign_is_a_token_of_conll_2003():
    sentences, skipped = read("# # B-NP O\n1 CD I-NP O\n\nIt PRP B-NP O\n# # I-NP O\n")
    assert [s.tokens for s in sentences] == [["#", "1"], ["It", "#"]]
    assert skipped == {}


def test_a_line_before_a_sentence_that_has_other_columns_is_a_comment():
    sentences, skipped = read("# sent_id = 1\nA _ _ O\n\n# id 7f domain=en\nB _ _ B-X\n")
    assert [s.tokens for s in sentences] == [["A"], ["B"]]
    assert skipped == {"comment_lines": 2}


def test_conllu_skips_comments_ranges_and_empty_nodes():
    rest = "\t_\t_\t0\t_\t_\t_\n"
    text = (
        f"# text = don't\n1-2\tdon't\t_\t_{rest}1\tdo\t_\tAUX{rest}2\tn't\t_\tPART{rest}2.1\tgo\t_\tVERB{rest}"
        f"\n1\t#\t_\tSYM{rest}\n"
    )
    sentences, skipped = read(text)
    assert [(s.row, s.tokens, s.tags) for s in sentences] == [(2, ["do", "n't"], ["AUX", "PART"]), (7, ["#"], ["SYM"])]
    assert skipped == {"comment_lines": 1, "multiword_ranges": 1, "empty_nodes": 1}


def test_a_word_of_conllu_without_upos_is_a_problem_and_without_features_is_not():
    text = "1\ta\t_\t_\t_\t_\t0\t_\t_\t_\n2\tb\t_\tX\t_\tA=b\t0\t_\t_\t_\n"
    (sentence,), _ = read(text)
    assert (sentence.problem, sentence.problem_row) == ("has no tag in the column 'upos'", 1)
    (sentence,), _ = read(text, tag="feats")
    assert (sentence.problem, sentence.tags) == ("", ["_", "A=b"])


def test_a_problem_names_its_line_and_the_first_of_several_counts():
    sentences, _ = read("a X O\n\nb X O\nc O\nd\n\ne X O\n")
    assert [(s.row, s.problem, s.problem_row) for s in sentences] == [
        (1, "", 0),
        (3, "has 2 columns; the file has 3", 4),
        (7, "", 0),
    ]


def test_cells_between_tabs_may_be_empty_which_is_a_problem():
    sentences, _ = read("a\tO\n\n \tO\n\nb\t\n")
    assert [s.problem for s in sentences] == ["", "has no token in column 1", "has no tag in column 2"]


def test_a_header_is_no_sentence():
    sentences, skipped = read("token tag\na O\n\nb B-X\n")
    assert [(s.row, s.tokens) for s in sentences] == [(2, ["a"]), (4, ["b"])]
    assert skipped == {}
