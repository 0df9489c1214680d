import pytest

from core.data.formats.encodings.encoding_choices import EncodingChoice, encoding_choices

RUSSIAN = "текст,метка\nэтот товар совсем плохой,негатив\nочень хороший,позитив\n"


def test_each_choice_has_a_line_as_it_reads_then_and_the_best_is_first(write):
    first, *others = encoding_choices(write(RUSSIAN.encode("cp1251")))
    assert first == EncodingChoice("cp1251", "этот товар совсем плохой,негатив")
    assert "koi8-r" in [choice.name for choice in others]
    lines = [choice.line for choice in (first, *others)]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize(("content", "name"), [("plain text", "utf-8"), (RUSSIAN, "utf-8")])
def test_a_file_in_utf_8_has_one_choice(write, content, name):
    assert [choice.name for choice in encoding_choices(write(content))] == [name]


def test_a_file_with_a_mark_is_shown_in_its_encoding(write):
    choice = encoding_choices(write(RUSSIAN.encode("utf-16")))[0]
    assert choice.name == "utf-16"
    assert "товар" in choice.line


def test_lines_of_files_outside_the_workspace_are_not_shown(write, monkeypatch):
    path = write(RUSSIAN.encode("cp1251"))
    monkeypatch.setenv("BOTHWAYS_HOME", str(path.parent / "elsewhere"))
    assert {choice.line for choice in encoding_choices(path)} == {"(not shown: the file is outside the workspace)"}
