import json

import pytest

from core.files import write_json, write_whole


def test_a_write_that_breaks_off_leaves_the_earlier_file_or_none(tmp_path):
    def break_off(target):
        target.write_text("ha")
        raise KeyboardInterrupt

    earlier, new = tmp_path / "earlier.txt", tmp_path / "new.txt"
    earlier.write_text("whole")
    for path in (earlier, new):
        with pytest.raises(KeyboardInterrupt):
            write_whole(break_off, path)
    assert earlier.read_text() == "whole"
    assert [file.name for file in tmp_path.iterdir()] == ["earlier.txt"]


def test_a_write_that_ends_takes_the_place_of_the_earlier_file(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    write_whole(lambda target: target.write_text("new"), path)
    assert path.read_text() == "new"
    assert [file.name for file in tmp_path.iterdir()] == ["file.txt"]


def test_json_is_written_whole_into_a_folder_that_is_made_for_it(tmp_path):
    path = tmp_path / "new" / "values.json"
    write_json({"kept": 1}, path)
    with pytest.raises(TypeError):
        write_json({"kept": object()}, path)
    assert json.loads(path.read_text("utf-8")) == {"kept": 1}
    assert [file.name for file in path.parent.iterdir()] == ["values.json"]
