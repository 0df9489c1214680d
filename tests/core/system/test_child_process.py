import sys

import psutil
import pytest

from core.system.child_process import start_detached


@pytest.mark.process
def test_a_detached_process_gets_its_environment_and_appends_to_its_log(tmp_path, wait_until):
    log = tmp_path / "log.txt"
    log.write_text("before\n")
    code = "import os; print(os.environ['BOTHWAYS_HOME'], os.getsid(0) == os.getpid())"
    process = start_detached([sys.executable, "-c", code], log, {"BOTHWAYS_HOME": "a home"})
    wait_until(lambda: not psutil.pid_exists(process.pid))
    assert log.read_text() == "before\na home True\n"
