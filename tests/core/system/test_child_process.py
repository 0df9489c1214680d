import os
import subprocess
import sys

import psutil
import pytest

from core.system.child_process import find_process, reap, start_detached


def test_a_process_is_told_from_a_later_one_with_its_number():
    born = psutil.Process().create_time()
    assert find_process(os.getpid(), born).pid == os.getpid()
    assert find_process(os.getpid(), born - 10) is None


def test_a_process_that_has_ended_is_not_found(wait_until):
    process = subprocess.Popen([sys.executable, "-c", ""])
    born = psutil.Process(process.pid).create_time()
    wait_until(lambda: find_process(process.pid, born) is None)  # though nobody has waited for it: it is a zombie
    reap(process)
    wait_until(lambda: not psutil.pid_exists(process.pid))
    assert find_process(process.pid, born) is None


@pytest.mark.process
def test_a_detached_process_works_in_the_same_workspace_and_adds_to_its_log(settings, tmp_path, wait_until):
    log = tmp_path / "log.txt"
    log.write_text("before\n")
    told = "import os; print(os.environ['BOTHWAYS_HOME'], os.getsid(0) == os.getpid())"
    process = start_detached([sys.executable, "-c", told], log, settings)
    wait_until(lambda: not psutil.pid_exists(process.pid))
    assert log.read_text() == f"before\n{settings.home} True\n"
