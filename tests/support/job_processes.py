"""Stand-ins for the processes of jobs."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from core.runs.job import Job, this_process
from core.runs.job_store import JobStore
from core.runs.jobs.process import carry_out, import_work, take_over
from core.system import child_process

SLEEPER = "import time; time.sleep(300)"


@contextmanager
def running_instead(monkeypatch: pytest.MonkeyPatch, program: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes of jobs run this program instead of their work; those that still run at the end are killed."""
    processes: list[subprocess.Popen[bytes]] = []
    popen: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen

    def run_it(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        processes.append(popen([sys.executable, "-S", "-c", program], **options))
        return processes[-1]

    with monkeypatch.context() as patch:
        patch.setattr(child_process.subprocess, "Popen", run_it)
        yield processes


def work_here(jobs: JobStore, job: Job) -> Job:
    """Do the work of a job in the test's own process."""
    jobs.assign(job.job_id, this_process())
    take_over(jobs, jobs.get(job.job_id))
    carry_out(jobs, jobs.get(job.job_id), import_work(job))
    return jobs.get(job.job_id)
