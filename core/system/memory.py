"""Memory: how much is free for new processes, and how much a process uses."""

import resource
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from core.errors import NoMemoryError

_CGROUP = Path("/sys/fs/cgroup")
_STATUS = Path("/proc/self/status")


def available_bytes(cgroup: Path = _CGROUP) -> int:
    """Memory that new processes can use without swapping, within the limit of a container."""
    free = psutil.virtual_memory().available
    with suppress(OSError, ValueError):  # no container, or one without a limit
        limit = int((cgroup / "memory.max").read_text(encoding="ascii"))
        used = int((cgroup / "memory.current").read_text(encoding="ascii"))
        return max(0, min(free, limit - used + _reclaimable(cgroup)))
    return free


def check_memory(needed: int, purpose: str) -> None:
    """Refuse work that the free memory has no room for, before it begins.

    Args:
        needed: bytes, beside those that this process uses already.
        purpose: what needs them, to begin a sentence.

    Raises:
        NoMemoryError: with what is needed and what is free.
    """
    free = available_bytes()
    if needed > free:
        raise NoMemoryError(
            f"{purpose} needs about {needed / 1e9:,.1f} GB of memory.",
            f"{free / 1e9:,.1f} GB are free.",
            "Close other programs, or lower train.batch_size, text.maxlen, model.units or model.embedding_dim.",
        )


def process_bytes(pid: int) -> int:
    """Memory that a process uses now; 0 where it has ended."""
    try:
        return psutil.Process(pid).memory_info().rss
    except psutil.Error:
        return 0


def peak_bytes() -> int:
    """The most memory that this process has used so far.

    On Linux it comes from the kernel, because `getrusage` also counts the process before it became Python.
    """
    with suppress(OSError):
        lines = _STATUS.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _reclaimable(cgroup: Path) -> int:
    """Cached files of a container, which its limit counts and new processes can displace."""
    lines = (cgroup / "memory.stat").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("inactive_file ")), 0)
