import pytest

from core.data.formats.delimited.header_row import Header, detect_header


@pytest.mark.parametrize(
    "rows",
    [
        [["x"]],  # one row alone
        [["film", "stars"], ["A film to remember.", "5"], ["Awful.", "1"]],  # a word above numbers
        [["label", "what"], ["good", "fine"], ["so", "so"]],  # a usual name
        [["what", "verdict"], ["a", "good"], ["b", "good"], ["c", "bad"], ["d", "bad"]],  # few values, each often
        [["Seen On", "x"], ["2020-01-02", "a"], ["2020-01-03", "b"]],
        [["text", "spreadsheet_guard"], ["text", '["text"]']],  # Bothways wrote it
    ],
)
def test_names_of_columns_are_a_header(rows):
    assert detect_header(rows) == Header(True)


@pytest.mark.parametrize(
    "rows",
    [
        [["A film to remember.", "5"], ["Awful.", "1"]],  # a number above numbers
        [["good", "A film"], ["bad", "Dull"], ["good", "Fine"]],  # a value of its column
        [["https://a.example/1", "x"], ["https://a.example/2", "y"]],
        [["A film that nobody who saw it will ever forget again", "x"], ["Awful from its beginning to its end", "y"]],
    ],
)
def test_a_first_row_like_those_below_it_is_data(rows):
    assert detect_header(rows) == Header(False)


def test_words_above_other_words_are_read_as_a_header_with_a_doubt():
    header = detect_header([["good", "fine"], ["bad", "dull"], ["so", "so"]])
    assert header == Header(True, is_doubtful=True)
    assert [(doubt.setting, doubt.choices) for doubt in header.doubts] == [("dataset.header", ("yes", "no"))]
    assert Header(True).doubts == ()
