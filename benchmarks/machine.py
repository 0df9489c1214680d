"""The machine that a benchmark ran on."""

import os
import platform
import resource
import sys
from importlib import metadata
from pathlib import Path

from core.system.environment import processor_name

_PACKAGES = ("keras", "numpy", "onnxruntime", "tensorflow")


def machine() -> dict[str, object]:
    """Processor, cores and their load, and the versions of what computes."""
    return {
        "processor": processor_name(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _PACKAGES},
    }


def peak_bytes() -> int:
    """The most memory that this process has used.

    On Linux it comes from the kernel, because `getrusage` also counts the process before it became Python.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
