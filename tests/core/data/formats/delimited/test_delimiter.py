from core.data.formats.delimited.delimiter import delimiter_names, separated_by


def test_the_delimiters_can_be_named_in_a_sentence():
    assert delimiter_names() == "comma, semicolon, tab or pipe"
    assert [separated_by(delimiter) for delimiter in "\t ^"] == ["tabs", "spaces", "'^'"]
