"""Ours: a network trained by `core`, as in a run."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.training.rows import Rows
from core.training.tf_runtime import prepare_tensorflow


def train_ours(rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """Build and train the config's network, with checkpoints, and test its ONNX graph, which a run exports."""
    prepare_tensorflow([rows.config])
    import keras

    from core.data.encoding import Encoded, LabelledRows
    from core.data.text.tokenization import Vocabulary
    from core.inference.scorer import Scorer
    from core.models.keras_model import build_model
    from core.models.onnx_export import export_onnx
    from core.training.batches.batching import num_updates
    from core.training.loop import compile_model, train

    train_config = rows.config.train.model_copy(update={"seed": seed, "epochs": epochs, "validation_split": 0.0})
    config = rows.config.model_copy(update={"train": train_config})
    num_classes = int(rows.padded[1].max()) + 1
    keras.utils.set_random_seed(seed)
    model = build_model(config, num_classes)
    compile_model(model, config.model.head, config.train, num_updates(config.train, rows.training.encoded.lengths))
    no_rows = LabelledRows(Encoded(rows.training.encoded.inputs[:0], rows.training.encoded.lengths[:0]), np.empty(0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pause()
        train(model, rows.training, no_rows, config.train, folder, on_epoch=lambda epoch: pause())
        maxlen = None if config.train.batching == "by_length" else rows.training.encoded.inputs.shape[1]
        export_onnx(model, config, [str(number) for number in range(num_classes)], folder / "model.onnx", maxlen)
        if config.dataset.kind == "text":
            Vocabulary.fit(["any"], config.text).save(folder / "vocabulary.json")
        probabilities = Scorer(folder, config).probabilities_of(rows.test.encoded)
    return float((probabilities.argmax(axis=-1) == rows.test.labels).mean())


def train_rounded(rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """The same with products of bfloat16, which a run uses only with `train.kernel=bfloat16`."""
    rounded = rows.config.with_settings(["train.kernel=bfloat16"])
    return train_ours(replace(rows, config=rounded), seed, epochs, pause)
