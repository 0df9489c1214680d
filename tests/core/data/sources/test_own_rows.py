import pytest

from core.config import DatasetConfig
from core.data import sources
from core.data.sources import own_file, split
from core.data.tables.columns import TableError
from core.errors import DatasetError


def rows(*labels: str, start: int = 0) -> str:
    return "text,label\n" + "".join(f"some text {start + i},{label}\n" for i, label in enumerate(labels))


def sets(*names: str) -> str:
    lines = (f"some text {i},{i % 2},{name}\n" for i, name in enumerate(names))
    return "text,label,set\n" + "".join(lines)


def test_missing_labels_are_dropped_and_told(load):
    dataset = load(rows("0.0", "1.0", "nan", "0.0", "1.0", "NA"))
    assert (dataset.class_names, dataset.labels.tolist()) == (("0", "1"), [0, 1, 0, 1])
    assert dataset.reading.missing_labels == {"nan": 1, "NA": 1}
    assert "2 rows with a missing label were removed." in dataset.notes
    assert load(rows("NA", "DE", "NA", "DE"), drop_missing_labels=False).class_names == ("DE", "NA")


def test_a_word_for_a_missing_label_is_a_class_where_a_rule_gives_it_one(load):
    dataset = load(rows("NA", "DE", "NA", "nan"), classes="NA: Namibia")
    assert (dataset.class_names, dataset.reading.missing_labels) == (("DE", "Namibia"), {"nan": 1})
    assert load(rows("NA", "DE", "FR"), classes="NA: drop").reading.missing_labels == {"NA": 1}


def test_spellings_are_merged_and_told(load):
    dataset = load(rows("spam", "Spam", "ham ", "ham"))
    assert dataset.class_names == ("ham", "spam")
    assert dataset.notes[-1].startswith(
        "Spellings that differ by case or space are one class: 'spam' also as 'Spam' (1)"
    )
    assert load(rows("spam", "Spam", "ham ", "ham"), merge_spellings=False).class_names == ("ham", "Spam", "spam")


def test_classes_are_merged_renamed_and_dropped(load):
    dataset = load(rows(*"12345" * 2), classes="1 and 2: bad; 3: drop; 4 and 5: good")
    assert dataset.class_names == ("bad", "good")
    assert dataset.reading.dropped == {"dropped_class": 2}
    with pytest.raises(DatasetError, match=r"the label '7', which no row of own\.csv has.*are '1', '2', '3'"):
        load(rows(*"123"), classes="7: bad")


@pytest.mark.parametrize(
    ("labels", "classes", "spellings"),
    [
        (["Good", "bad", "good"], "Good: fine; good: great", "'Good' and 'good'"),
        (["1", "2", "1.0"], "1: drop; 1.0: one", "'1' and '1.0'"),
        (["True", "false", "TRUE"], "True: yes; TRUE: no", "'True' and 'TRUE'"),
    ],
)
def test_two_rules_for_spellings_of_one_label_are_refused(load, labels, classes, spellings):
    with pytest.raises(DatasetError, match=rf"two rules for one label, written {spellings}\."):
        load(rows(*labels), classes=classes)
    assert load(rows("Good", "bad", "good"), classes="Good and good: fine").class_names == ("bad", "fine")


def test_spellings_that_are_not_merged_have_rules_of_their_own(load):
    dataset = load(rows("Good", "bad", "good"), classes="Good: fine; good: great", merge_spellings=False)
    assert dataset.class_names == ("bad", "fine", "great")


def test_the_labels_before_the_rules_are_counted_in_the_order_of_classes(load):
    counts = load(rows("10", "9", "9.0", "NA", "10", "9"), classes="9: low").reading.label_counts
    assert list(counts.items()) == [("9", 3), ("10", 2)]
    assert load(rows("b", "A ", "a", "a", "b"), classes="b: c").reading.label_counts == {"a": 3, "b": 2}
    assert load(rows("a|b", "b"), label_separator="|").reading.label_counts == {"a": 1, "b": 2}
    assert load(rows(*(f"class {i % 51}" for i in range(204)))).reading.label_counts == {}
    with pytest.raises(TableError) as refused:
        load(rows("a", "b", "a"), classes="x: y")
    assert refused.value.reading.label_counts == {"a": 2, "b": 1}


def test_rare_classes_are_dropped_where_the_config_says_so(load):
    content = rows(*"aabbc")
    assert load(content).class_names == ("a", "b", "c")
    dataset = load(content, min_class_rows=2)
    assert (dataset.class_names, dataset.reading.rare_classes) == (("a", "b"), {"c": 1})


def test_hundreds_of_classes_are_read(load):
    dataset = load(rows(*(f"class {i % 300}" for i in range(900))))
    assert dataset.num_classes == 300
    with pytest.raises(DatasetError, match=r"has 1,001 different labels"):
        load(rows(*(f"class {i % 1001}" for i in range(3003))), label_column="label")


def test_several_labels_of_a_text_have_classes_of_their_own(load):
    content = rows("News|sport", "news", "film", "", "NA", "rare|news", "news|tv")
    dataset = load(content, label_separator="|", classes="film: movie; tv: drop", min_class_rows=1)
    assert dataset.class_names == ("movie", "news", "rare", "sport")
    assert dataset.labels[:2].tolist() == [[0, 1, 0, 1], [0, 1, 0, 0]]
    assert dataset.reading.dropped == {"missing_label": 1}
    assert dataset.reading.spellings == {"news": {"News": 1}}
    dataset = load(content + "more,sport\n", label_separator="|", min_class_rows=2)
    assert (dataset.class_names, len(dataset.texts)) == (("news", "sport"), 7)


def test_columns_are_joined_to_one_text(load):
    content = "title,body,label\n" + "".join(f"T{i},body {i},{i % 2}\n" for i in range(4))
    dataset = load(content, joined_columns='title, "body"')
    assert dataset.texts[1] == "T1 body 1"
    assert dataset.reading.joined_columns == ("title", "body")
    with pytest.raises(DatasetError, match=r"no column 'text'.*dataset\.joined_columns"):
        load(content, joined_columns="title,text")


def test_a_split_column_keeps_its_sets(load):
    dataset = load(sets(*["train", "train", "dev", "Test "] * 6, ""), split_column="set")
    assert (dataset.num_validation, dataset.num_test) == (6, 6)
    assert dataset.reading.parts == {"training": 12, "validation": 6, "test": 6}
    assert dataset.reading.dropped == {"no_set": 1}
    parts = split(dataset, DatasetConfig(), 0.1)
    numbers = [dataset.rows[part] % 4 for part in (parts.train, parts.validation, parts.test)]
    assert [sorted(set(number.tolist())) for number in numbers] == [[1, 2], [3], [0]]
    assert len(split(dataset, DatasetConfig(), 0).validation) == 0


@pytest.mark.parametrize(("name", "message"), [("foo", "the value 'foo' in row 2"), ("test", "no row of the training")])
def test_a_split_column_that_names_other_sets_is_refused(load, name, message):
    first = "train" if name == "foo" else name
    with pytest.raises(DatasetError, match=message):
        load(sets(first, name), split_column="set")


def test_sets_come_from_files_of_their_own(load, write):
    validation = write("label,text\n0,validation a\n1,validation b\n", "dev.csv")
    test = write(rows(*"0101", start=18).replace("text,label", "text,label,more"), "test.csv")
    dataset = load(rows(*"01" * 10), validation_path=str(validation), test_path=str(test))
    assert (dataset.num_validation, dataset.num_test) == (2, 4)
    assert dataset.texts[-6:-4] == ["validation a", "validation b"]
    assert "some text 18" not in dataset.texts[:-6]  # it is in the test set
    assert dataset.rows.tolist() == [*range(1, 19), *range(21, 27)]
    config = DatasetConfig(
        name="file", path=str(write(rows(*"01" * 10))), validation_path=str(validation), test_path=str(test)
    )
    assert sources.files(config)[1:] == (validation, test)
    first = sources.load(config).fingerprint()
    validation.write_text("label,text\n0,validation a\n1,validation c\n")
    assert sources.load(config).fingerprint() != first
    values = own_file.column_values(config, "label", [1, 21])
    assert values is not None
    assert values["text"].tolist() == ["some text 0", "validation a"]


def test_bad_rows_of_all_files_are_listed_and_rows_keep_their_numbers(load, write):
    bad = "well, no,1\n"
    test = write("text,label\ntest a,0\n" + bad + "test b,1\n", "test.csv")
    content = "text,label\n" + bad + "first,1\n" + "".join(f"some text {row},{row % 2}\n" for row in range(8))
    dataset = load(content, test_path=str(test), on_bad_rows="skip", max_bad_rows=0.4)
    assert dataset.rows.tolist() == [*range(2, 11), 11, 13]
    assert (dataset.texts[0], dataset.texts[-1]) == ("first", "test b")
    assert [row for row, _ in dataset.reading.bad_rows] == [1, 12]
    assert (dataset.reading.num_read, dataset.reading.dropped) == (13, {"bad_row": 2})


def test_a_doubt_about_a_file_of_another_set_is_told(load, write):
    test = write("text,label\nà la carte,0\nb,1\n".encode("cp1252"), "test.csv")
    dataset = load(rows(*"01" * 5), test_path=str(test))
    assert [doubt.setting for doubt in dataset.reading.doubts] == ["dataset.encoding"]


def test_files_of_other_sets_that_do_not_fit_are_refused(load, write):
    other = write("words,label\na,0\n", "test.csv")
    with pytest.raises(DatasetError, match=r"test\.csv has no column 'text'"):
        load(rows(*"0101"), test_path=str(other))
    with pytest.raises(DatasetError, match="both set"):
        load(sets("train", "test"), test_path=str(other), split_column="set")
    with pytest.raises(DatasetError, match="is a folder without a Parquet or Arrow file"):
        load(rows(*"0101"), test_path=str(other.parent))


def test_nothing_of_a_test_file_outside_the_workspace_is_quoted(load, write, monkeypatch, tmp_path):
    config = DatasetConfig(
        name="file", path=str(write(rows(*"0101"))), test_path=str(write("secret,label\na,0\n", "test.csv"))
    )
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path / "home"))
    with pytest.raises(DatasetError) as raised:
        sources.load(config)
    assert "secret" not in str(raised.value)
