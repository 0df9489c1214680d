import csv

import pytest

from core.config import DatasetConfig
from core.data import sources
from core.errors import DatasetError


def load(path, **values):
    return sources.load(DatasetConfig(name="sentiment140", path=str(path), **values))


def write(path, rows, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


def original(*tweets):
    """Rows as Sentiment140 distributes them: polarity, id, date, query, user, text."""
    return [[polarity, "1467810369", "Mon Apr 06 2009", "NO_QUERY", "user", text] for polarity, text in tweets]


def test_the_original_file_has_six_columns_latin_1_and_neutral_tweets(tmp_path):
    tweets = [("0", "I miss the café, don't you"), ("2", "it rains"), ("4", 'so "happy"'), ("0", "bad\nday")]
    dataset = load(write(tmp_path / "tweets.csv", original(*tweets), "latin-1"))
    assert dataset.texts == ["I miss the café, don't you", 'so "happy"', "bad\nday"]
    assert dataset.labels.tolist() == [0, 1, 0]
    assert dataset.rows.tolist() == [1, 3, 4]
    assert any("1 neutral tweet " in note for note in dataset.notes)


@pytest.mark.parametrize("header", [["polarity", "text"], ["text", "Polarity"]])
def test_a_file_with_polarity_and_text_is_read_by_its_header(tmp_path, header):
    rows = [["0", "dull"], ["1", "lovely"]] if header[0] == "polarity" else [["dull", "0"], ["lovely", "1"]]
    dataset = load(write(tmp_path / "tweets.csv", [header, *rows]))
    assert (dataset.texts, dataset.labels.tolist()) == (["dull", "lovely"], [0, 1])


def test_rows_are_drawn_with_the_seed_from_a_file_sorted_by_polarity(tmp_path):
    tweets = [("0" if number < 500 else "4", f"tweet {number}") for number in range(1000)]
    path = write(tmp_path / "tweets.csv", original(*tweets))
    drawn = load(path, num_rows=100)
    assert len(drawn.texts) == 100
    assert 30 <= drawn.labels.sum() <= 70
    assert drawn.texts == load(path, num_rows=100).texts
    assert drawn.texts != load(path, num_rows=100, seed=1).texts


def test_equal_tweets_are_dropped_or_kept_as_wanted(tmp_path):
    path = write(tmp_path / "tweets.csv", original(("0", "again"), ("4", "good"), ("0", "again")))
    assert load(path).texts == ["again", "good"]
    assert load(path, drop_duplicates=False).texts == ["again", "good", "again"]


def test_a_wrong_polarity_is_named_with_its_row(tmp_path):
    tweets = [(("0", "4")[number % 2], f"tweet {number}") for number in range(10)]
    assert len(load(write(tmp_path / "tweets.csv", original(*tweets))).texts) == 10
    with pytest.raises(DatasetError, match="row 11 has the polarity '7'"):
        load(write(tmp_path / "tweets.csv", original(*tweets, ("7", "what"))))


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([["name", "age"], ["a", "1"]], "begins with 'name', 'age'"),
        (original(("0", "one"), ("0", "two")), "only negative tweets"),
        ([["polarity", "text"], ["good", "lovely"]], "row 1 has the polarity 'good'"),
    ],
)
def test_a_file_that_holds_no_tweets_is_named(tmp_path, rows, named):
    with pytest.raises(DatasetError, match=named):
        load(write(tmp_path / "tweets.csv", rows))


def test_without_a_file_the_way_to_one_is_named():
    with pytest.raises(DatasetError, match=r"set dataset\.path"):
        sources.load(DatasetConfig(name="sentiment140"))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("polarity,text\n1,fine\n0,I love it, but not you, sorry\n", r"row 2 has 4 cells\. The first row has 2"),
        ("polarity,text\n0,I love it, but not you\n1,fine\n", "row 1 has 3 cells"),
        ("polarity,text\n1,fine\n0\n", r"row 2 has 1 cell\."),
        ("0,1,Mon,NO_QUERY,me,dull\n4,2,Mon,NO_QUERY,me,fine, and more\n", "row 2 has 7 cells"),
        ("0,1,Mon,NO_QUERY,me,dull\n4,2,Mon,NO_QUERY,me\n", "row 2 has 5 cells"),
    ],
)
def test_a_row_with_cells_too_many_or_too_few_is_named_and_no_text_is_cut(tmp_path, content, named):
    path = tmp_path / "tweets.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=named):
        load(path)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("\n \n\n", "has only blank lines"),
        ('"polarity,text\n0,dull\n', "opened in the first row is never closed"),
        ('polarity,text\n0,"dull\n1,fine\n', "opened in row 1 is never closed"),
        ('polarity,text\n0,"dull\n' + "1,fine\n" * 30_000, "opened in row 1 is never closed"),
        ("0\n4\n", "begins with '0'"),
        ("polarity,text\n", "has a header row and no tweet"),
    ],
)
def test_a_file_that_is_no_table_is_named_from_its_first_row_on(tmp_path, content, named):
    path = tmp_path / "tweets.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=named):
        load(path)


def test_blank_lines_and_quotes_inside_a_text_are_read_over(tmp_path):
    path = tmp_path / "tweets.csv"
    path.write_text('\npolarity,text\r\n0,so "dull"\n\n 4 ,"a ""fine"" day, sir"', encoding="utf-8")
    assert load(path).texts == ['so "dull"', 'a "fine" day, sir']
