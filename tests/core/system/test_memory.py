import os

import psutil
import pytest

from core.errors import NoMemoryError
from core.system import memory
from core.system.memory import available_bytes, check_memory, peak_bytes, process_bytes


def test_the_memory_of_this_process_is_within_its_peak():
    assert 0 < process_bytes(os.getpid()) <= 1.1 * peak_bytes()
    unused = next(pid for pid in range(99_999, 1, -1) if not psutil.pid_exists(pid))
    assert process_bytes(unused) == 0


def test_the_limit_of_a_container_counts_without_its_cached_files(tmp_path):
    for name, text in (
        ("memory.max", "1000\n"),
        ("memory.current", "900\n"),
        ("memory.stat", "anon 5\ninactive_file 30\n"),
    ):
        (tmp_path / name).write_text(text)
    assert available_bytes(tmp_path) == 130


@pytest.mark.parametrize("limit", [None, "max\n"])
def test_without_a_limit_the_free_memory_of_the_machine_counts(tmp_path, limit):
    if limit:
        (tmp_path / "memory.max").write_text(limit)
    assert available_bytes(tmp_path) == pytest.approx(psutil.virtual_memory().available, rel=0.2)


def test_work_that_does_not_fit_into_memory_is_refused_with_both_numbers(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 2_000_000_000)
    check_memory(1_900_000_000, "Training this network")
    with pytest.raises(NoMemoryError, match=r"This network needs about 9\.3 GB of memory\. 2\.0 GB are free\."):
        check_memory(9_300_000_000, "This network")
