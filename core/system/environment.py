"""Environment: the versions and the processor that a run is trained with, as the run records them."""

import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from core.system.versions import versions

# The instruction sets that decide how matrix products are rounded: Intel's and AMD's names, then Arm's.
INSTRUCTIONS = (
    "sse4_1", "avx", "avx2", "fma", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16", "asimd", "sve", "bf16",
)  # fmt: skip
_NAMES = {
    "bothways": "Bothways", "tensorflow": "TensorFlow", "keras": "Keras", "numpy": "NumPy", "onnx": "ONNX",
    "onnxruntime": "ONNX Runtime", "python": "Python",
}  # fmt: skip
_CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Environment:
    """The software and the processor of one training process.

    Args:
        versions: by the name of the package.
        processor: the name of its model.
        instructions: those of `INSTRUCTIONS` that it has; empty where the system does not list them.
        num_threads: threads that one operation of TensorFlow may use.
    """

    versions: Mapping[str, str]
    processor: str
    instructions: tuple[str, ...]
    num_threads: int

    @property
    def sentence(self) -> str:
        """All of it in words."""
        numbers = ", ".join(f"{package_name(name)} {version}" for name, version in self.versions.items())
        instructions = f" ({', '.join(self.instructions)})" if self.instructions else ""
        threads = "1 thread" if self.num_threads == 1 else f"{self.num_threads} threads"
        return f"Trained with {numbers} on {self.processor}{instructions}, {threads}."

    def to_dict(self) -> dict[str, Any]:
        """The environment as plain types, ready for JSON."""
        return {
            "versions": dict(self.versions),
            "processor": self.processor,
            "instructions": list(self.instructions),
            "num_threads": self.num_threads,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The environment that `to_dict` was called on."""
        return cls(values["versions"], values["processor"], tuple(values["instructions"]), values["num_threads"])


def current_environment(num_threads: int) -> Environment:
    """The environment of this process.

    Args:
        num_threads: threads that one operation of TensorFlow may use.
    """
    return Environment(versions(), processor_name(), processor_instructions(), num_threads)


def package_name(package: str) -> str:
    """How a package is written in a sentence, `TensorFlow` for `tensorflow`."""
    return _NAMES.get(package, package)


@cache
def processor_name() -> str:
    """The processor's model; `platform.processor()` is empty on many Linux systems, and `arm` on a Mac."""
    if platform.system() == "Darwin":
        return _sysctl("machdep.cpu.brand_string") or platform.machine()
    return _cpuinfo("model name") or platform.processor() or platform.machine()


@cache
def processor_instructions() -> tuple[str, ...]:
    """Those of `INSTRUCTIONS` that the processor has; empty where the system has no `/proc/cpuinfo`."""
    available = set((_cpuinfo("flags") or _cpuinfo("Features")).split())
    return tuple(name for name in INSTRUCTIONS if name in available)


def _cpuinfo(field: str) -> str:
    try:
        lines = _CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    pairs = (line.partition(":") for line in lines)
    return next((value.strip() for name, _, value in pairs if name.strip() == field), "")


def _sysctl(name: str) -> str:
    try:
        return subprocess.run(["sysctl", "-n", name], capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
