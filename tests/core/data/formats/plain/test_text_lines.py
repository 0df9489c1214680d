from core.data.formats.plain.line_detection import LineLayout
from core.data.formats.plain.text_lines import TextLines


def read(path, most_rows=None, **layout):
    with TextLines(path, LineLayout(**layout)) as table:
        frame, reading = table.read_frame(lambda _: None, most_rows)
        assert table.first_rows(2) == frame.head(2).to_numpy().tolist()
    return frame, reading


def test_every_line_is_whole_and_its_number_is_the_row(write):
    frame, reading = read(write('\n"a, b\r\n\r\n c;d \n \n\n'))
    assert frame["text"].to_dict() == {1: "", 2: '"a, b', 3: "", 4: " c;d "}
    assert (reading.format, reading.columns, reading.num_read) == ("lines", ("text",), 4)


def test_line_separators_of_unicode_belong_to_the_text(write):
    assert read(write("a\u2028b\x85c\x0bd\re"))[0]["text"].tolist() == ["a\u2028b\x85c\x0bd", "e"]


def test_labels_of_fasttext_are_a_column(write):
    content = "__label__good A film, to remember\n__label__bad  __label__long\tAwful\n\nno label\n__label__alone\n"
    frame, reading = read(write(content), has_labels=True)
    assert frame.to_dict("list") == {
        "text": ["A film, to remember", "Awful", "", "no label", ""],
        "label": ["good", "bad|long", "", "", "alone"],
    }
    assert reading.columns == ("text", "label")


def test_a_header_names_the_column(write):
    frame, reading = read(write("\nreview\na, b\nc\n"), has_header=True)
    assert frame.to_dict("list") == {"review": ["a, b", "c"]}
    assert reading.has_header


def test_the_encoding_is_detected_and_reading_may_end_early(write):
    assert read(write("été\n".encode("utf-16")))[0]["text"].tolist() == ["été"]
    assert len(read(write("a\n" * 10), most_rows=3)[0]) == 4
