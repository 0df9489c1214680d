"""A short version of `python -m tests.faults`: two kinds, one of which trains."""

import pytest

from tests.faults.__main__ import run_rounds
from tests.faults.acts import corrupt_checkpoint, corrupt_database


@pytest.mark.process
@pytest.mark.timeout(1200)  # it starts a dozen processes, and the machine may be busy
def test_nothing_is_lost_by_damaged_files_and_a_killed_process(tmp_path):
    rounds = list(run_rounds(2, 1, (corrupt_database, corrupt_checkpoint), tmp_path))
    assert [one.lost for one in rounds] == ["", ""]
