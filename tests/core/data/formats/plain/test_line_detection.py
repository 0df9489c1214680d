import pytest

from core.config import FileSettings
from core.data.formats.plain.line_detection import LineLayout, detect_lines

PROSE = ["A film to remember, and the music is lovely", "Awful and boring, yet short", "Terrible, a waste of time"]


def detect(*lines, is_whole=True, **settings):
    return detect_lines("\n".join(lines) + "\n", is_whole, FileSettings(**settings))


@pytest.mark.parametrize(
    "lines",
    [
        ["lovely superb bright day", "dreary clumsy stale cold", "warm clever tender thing"],
        ["Great!", "I would see it again", "No"],
        ["Well, it was good, really.", "No.", "Yes, and no, and perhaps"],
        ["It was good.", "No, it was not, I think", "Well, perhaps"],
        ["这部电影很好看，我喜欢", "太差了", "不错，值得一看"],
        ['"Lovely", she said', "I left, as they did, early", "Bad"],
        ["One line, and no more"],
        ["One"],
        ["it was good; it was long", "it was bad; it was short; no", "so; so"],
    ],
)
def test_lines_without_columns_are_texts(lines):
    assert detect(*lines) == (LineLayout(), None)


def test_equally_many_commas_followed_by_spaces_are_those_of_sentences_but_a_doubt():
    layout, doubt = detect(*PROSE)
    assert doubt is None
    assert (layout.has_header, layout.has_labels) == (False, False)
    assert (layout.doubt.setting, layout.doubt.choices) == ("dataset.format", ("lines", "csv"))
    assert "its commas are followed by spaces" in layout.doubt.note


@pytest.mark.parametrize(
    "lines",
    [
        ["text", "a good film", "an awful one"],
        ["Отзыв", "хороший фильм", "плохой фильм"],
        ["text,label", "good film,1", "bad film,0"],
        ["text, label", "good film, 1", "bad film, 0"],
        ["good film,1", "bad film,0"],
        ["good film, 1", "bad film, 0", "so-so, 0"],
        ["good film, pos", "bad film, neg", "so-so, neg", "quite nice, pos"],
        ["good film\tpos", "bad film\tneg"],
        ["a good one|pos", "a bad one|neg"],
        ["name, comment", "Bob, I liked it a lot", "Ann, I hated it a lot"],
        ['"a good film"', '"an awful one"', '"so-so"'],
        ['one,"two, three"', 'four,"five, six"'],
        ["sep=;", "good film; yes", "bad film; no"],
    ],
)
def test_a_table_stays_a_table(lines):
    assert detect(*lines) == (None, None)


def test_one_word_above_longer_lines_is_the_name_of_the_column_but_a_doubt():
    layout, doubt = detect("opinion", "a good film indeed", "an awful one it was")
    assert layout is None
    assert doubt.choices == ("csv", "lines")


def test_a_usual_name_above_texts_with_commas_outside_quotes_is_the_header_of_lines():
    assert detect("text", "good, really", "no", "yes, and no, I think") == (LineLayout(has_header=True), None)
    assert detect("text", '"good, really"', "no") == (None, None)


def test_labels_as_fasttext_has_them_are_seen():
    assert detect("__label__good A film, to remember", "__label__bad __label__long Awful")[0].has_labels


def test_settings_come_first():
    assert detect(*PROSE, delimiter=",") == (None, None)
    assert detect("opinion", "good", header="no")[0].has_header is False
    assert detect(*PROSE, header="yes")[0].has_header is True


def test_a_cut_last_line_does_not_count():
    assert detect(*["text,label"] + ["good,1"] * 3, "bad", is_whole=False) == (None, None)
