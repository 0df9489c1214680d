"""A short version of `python -m tests.faults`: kinds that train little or nothing."""

import pytest

from tests.faults.__main__ import run_rounds
from tests.faults.acts import corrupt_checkpoint, corrupt_database, corrupt_run_file


@pytest.mark.process
def test_nothing_is_lost_by_damaged_files_and_killed_processes(tmp_path):
    rounds = list(run_rounds(3, 1, (corrupt_run_file, corrupt_database, corrupt_checkpoint), tmp_path))
    assert [one.lost for one in rounds] == [""] * 3
