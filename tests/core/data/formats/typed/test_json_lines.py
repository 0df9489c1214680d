import pytest

from core.data.formats.typed.json_lines import JsonLines
from core.data.sources.own_file import read_table
from core.errors import DatasetError


def read(path):
    defects = []
    with JsonLines(path) as table:
        frame, reading = table.read_frame(defects.append)
    return frame, reading, defects


def test_each_line_is_a_row_and_numbers_stay_as_they_are_written(write):
    frame, reading, defects = read(write('{"text": "a", "label": 1.0}\n{"label": 12345678901234567890, "text": "b"}\n'))
    assert frame.to_dict("list") == {"text": ["a", "b"], "label": ["1.0", "12345678901234567890"]}
    assert (reading.format, reading.encoding, reading.num_read, defects) == ("json_lines", "utf-8", 2, [])


def test_values_of_all_types_become_strings(write):
    line = (
        '{"a": true, "b": null, "c": NaN, "d": ["x", "y"], "e": {"f": {"g": -0.50}}, "h": [], "i": [[1], {}], "j": {}}'
    )
    frame, _, _ = read(write(line))
    assert frame.loc[1].to_dict() == {
        "a": "true", "b": "", "c": "", "d": "x|y", "e.f.g": "-0.50", "h": "", "i": '[["1"], {}]', "j": "{}",
    }  # fmt: skip


def test_a_key_may_be_missing_or_appear_later(write):
    frame, _, _ = read(write('{"a": "1"}\n{"b": "2"}\n{"a": "3", "b": "4"}\n{"a": "5"}'))
    assert frame.to_dict("list") == {"a": ["1", "", "3", "5"], "b": ["", "2", "4", ""]}


def test_the_row_number_is_that_of_the_line(write):
    frame, reading, _ = read(write('\n{"a": "1"}\r\n\r\n{"a": "2"}\n\n \n'))
    assert frame.index[frame["a"] != ""].tolist() == [2, 4]
    assert reading.num_read == 4


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"a": 1', "expecting ',' delimiter at character 8"),
        ("{'a': 1}", "expecting property name enclosed in double quotes at character 2"),
        ("[1, 2]", "it is a list"),
        ('"a"', "it is a string or a number"),
        ("null", "it is null"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "it is nested too deeply"),
    ],
)
def test_a_line_that_is_no_object_is_a_defect_and_a_blank_row(write, line, problem):
    path = write(f'{{"a": "x", "b": "y"}}\n{line}\n{{"a": "z", "b": "y"}}')
    frame, _, defects = read(path)
    assert frame["a"].tolist() == ["x", "", "z"]
    assert [(defect.kind, defect.row, defect.detail) for defect in defects] == [("not_json", 2, problem)]
    with pytest.raises(DatasetError, match=r"line 2 is not a JSON object \(.* set dataset\.on_bad_rows to skip"):
        read_table(path)


def test_half_of_a_surrogate_pair_becomes_a_replacement_character(write):
    frame, _, _ = read(write('{"a\\uD83D": "x\\ud83d", "b": "\\ud83d\\ude00"}'))
    assert frame.loc[1].to_dict() == {"a\ufffd": "x\ufffd", "b": "😀"}


def test_a_line_separator_of_unicode_does_not_end_a_line(write):
    assert read(write('{"a": "x\u2028y\x85z"}'))[0]["a"].tolist() == ["x\u2028y\x85z"]


def test_the_encoding_is_detected(write):
    assert read(write('{"a": "été"}\n'.encode("utf-16")))[0]["a"].tolist() == ["été"]


def test_thousands_of_different_keys_are_refused(write):
    lines = "\n".join(f'{{"key {number}": 1}}' for number in range(1_001))
    with pytest.raises(DatasetError, match=r"more than 1,000 different keys"):
        read(write(lines))


def test_reading_ends_after_the_most_rows_and_one(write):
    with JsonLines(write('{"a": 1}\n' * 10)) as table:
        assert len(table.read_frame(lambda _: None, most_rows=3)[0]) == 4
        assert table.first_rows(2) == [["1"], ["1"]]
