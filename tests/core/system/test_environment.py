import json
import platform

import pytest

from core.system import environment
from core.system.environment import Environment, current_environment, processor_instructions, processor_name
from core.system.versions import versions


@pytest.fixture
def cpuinfo(tmp_path, monkeypatch):
    """Let the system describe its processor by these lines."""

    def describe(lines: str) -> None:
        path = tmp_path / "cpuinfo"
        path.write_text(lines, encoding="utf-8")
        monkeypatch.setattr(environment, "_CPUINFO", path)
        monkeypatch.setattr(platform, "system", lambda: "Linux")
        for cached in (processor_name, processor_instructions):
            cached.cache_clear()

    yield describe
    for cached in (processor_name, processor_instructions):
        cached.cache_clear()


def test_an_environment_names_versions_processor_and_threads():
    here = current_environment(num_threads=2)
    assert here.versions == versions()
    assert {"bothways", "tensorflow", "keras", "numpy", "python"} <= here.versions.keys()
    assert here.processor
    assert here.sentence.startswith("Trained with Bothways ")
    assert here.sentence.endswith(", 2 threads.")


def test_an_environment_survives_json():
    here = current_environment(num_threads=1)
    assert Environment.from_dict(json.loads(json.dumps(here.to_dict()))) == here
    assert here.sentence.endswith(", 1 thread.")


def test_intel_s_model_and_the_instructions_that_matter_are_read(cpuinfo):
    cpuinfo("processor : 0\nmodel : 85\nmodel name\t: Some Xeon\nflags\t\t: fpu avx2 fma ht amx_bf16\n")
    assert (processor_name(), processor_instructions()) == ("Some Xeon", ("avx2", "fma", "amx_bf16"))


def test_an_arm_processor_without_a_name_is_called_by_its_architecture(cpuinfo, monkeypatch):
    monkeypatch.setattr(platform, "processor", lambda: "")
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    cpuinfo("processor : 0\nFeatures : fp asimd bf16\nCPU implementer : 0x41\n")
    assert (processor_name(), processor_instructions()) == ("aarch64", ("asimd", "bf16"))


def test_a_system_without_a_list_of_instructions_has_none(cpuinfo, tmp_path, monkeypatch):
    cpuinfo("")
    monkeypatch.setattr(environment, "_CPUINFO", tmp_path / "missing")
    assert processor_instructions() == ()
    assert "(" not in Environment({"keras": "3.15.1"}, processor_name(), (), 2).sentence.partition(" on ")[2]
