from importlib import metadata

from core.system.versions import versions


def test_versions_name_bothways_and_what_it_computes_with():
    named = versions()
    assert next(iter(named)) == "bothways"
    assert named["keras"] == metadata.version("keras")
    assert set(named) >= {"numpy", "onnx", "onnxruntime", "tensorflow"}
