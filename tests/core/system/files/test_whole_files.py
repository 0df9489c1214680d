import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.system.files import whole_files, write_json, write_whole


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


def test_threads_that_write_one_file_at_once_leave_it_whole(tmp_path):
    path = tmp_path / "one.txt"

    def write(word):
        write_whole(lambda part: part.write_text(word * 1000), path)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, "abcdefgh" * 20))
    assert len(set(path.read_text())) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_removed_by_the_next_that_writes(tmp_path):
    left = tmp_path / "unfinished.1.2.one.txt"
    left.write_text("half")
    os.utime(left, (0, 0))
    write_whole(lambda part: part.write_text("whole"), tmp_path / "one.txt")
    assert [file.name for file in tmp_path.iterdir()] == ["one.txt"]


def test_a_file_and_its_name_are_on_the_disk_before_the_next_step(tmp_path, monkeypatch):
    synced = []

    def remember(descriptor):
        synced.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)

    monkeypatch.setattr(whole_files.os, "fsync", remember)
    write_whole(lambda part: part.write_text("message"), tmp_path / "message.json", durable=False)
    assert synced == []
    write_whole(lambda part: part.write_text("kept"), tmp_path / "kept.json")
    assert synced[0].startswith("unfinished.")
    assert synced[1:] == [tmp_path.name]
