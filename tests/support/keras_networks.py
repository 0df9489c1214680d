"""Untrained Keras networks, exported as trained ones are; another process builds them, so that tests load no Keras."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.config import RunConfig
from core.settings import PROJECT_FOLDER

_CLASS_NAMES = {
    "text": ("bad", "good"), "image": tuple("0123456789"), "sequence": ("0", "1"), "series": ("1", "2"),
    "tokens": ("none", "comma", "full stop"),
}  # fmt: skip


def export_networks(configs: Mapping[Path, RunConfig], texts: Sequence[str] = ()) -> None:
    """Write a network, and for texts its vocabulary, into each folder.

    Args:
        configs: settings of the network by its folder, which is created.
        texts: what the vocabularies are fitted on.
    """
    request = json.dumps([list(texts), {str(folder): config.to_dict() for folder, config in configs.items()}])
    command = [sys.executable, __file__]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_FOLDER)}
    subprocess.run(command, input=request, env=environment, text=True, check=True, capture_output=True)


def _export(folder: Path, config: RunConfig, texts: Sequence[str]) -> None:
    import numpy

    from core.data.sources.series.scaling import Scaling
    from core.data.text.rules.given_tokens import token_rules
    from core.data.text.tokenization import Vocabulary, read_tokens
    from core.models.keras_model import build_model
    from core.models.onnx_export import export_onnx

    folder.mkdir(parents=True, exist_ok=True)
    kind = config.dataset.kind
    names = _CLASS_NAMES[kind]
    if kind == "tokens":
        rules = token_rules(config.text)
        Vocabulary.of_tokens(read_tokens(texts, rules), config.text, rules).save(folder / "vocabulary.json")
    if kind == "series":
        Scaling(numpy.zeros(1), numpy.ones(1)).save(folder)
    if kind == "text":
        Vocabulary.fit(texts, config.text).save(folder / "vocabulary.json")
    maxlen = config.text.maxlen if kind == "text" else None
    export_onnx(build_model(config, len(names)), config, names, folder / "model.onnx", maxlen)


if __name__ == "__main__":
    request_texts, request_configs = json.loads(sys.stdin.read())
    for path, values in request_configs.items():
        _export(Path(path), RunConfig.from_dict(values), request_texts)
