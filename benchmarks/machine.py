"""The machine that a benchmark ran on."""

import os
import platform
import resource
import sys
from importlib import metadata
from pathlib import Path

_PACKAGES = ("keras", "numpy", "onnxruntime", "tensorflow")


def machine() -> dict[str, object]:
    """Processor, cores and their load, and the versions of what computes."""
    return {
        "processor": _processor(),
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


def _processor() -> str:
    """The processor's name; platform.processor() is empty on many Linux systems."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
