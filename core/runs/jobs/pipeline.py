"""One run from its settings to its scored test rows: the whole pipeline, in order."""

import logging
import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from core.config import RunConfig
from core.data import sources
from core.data.encoding import Encoded, encode_parts, shuffled
from core.data.sources import Dataset
from core.errors import DatasetError
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import Predictions, write_predictions
from core.inference.scorer import Scorer
from core.models.keras_model import build_model
from core.models.onnx_export import check_parity, export_onnx
from core.runs.run import Run
from core.runs.store import RunStore
from core.system.files import write_whole
from core.training.checkpoints import latest_epoch, remove_checkpoints
from core.training.history import Progress
from core.training.loop import compile_model, load_checkpoint, train

PARITY_ROWS = 64

_log = logging.getLogger("core")


def run_experiment(
    run: Run,
    store: RunStore,
    raise_if_stopped: Callable[[], None],
    on_progress: Callable[[Progress], None],
) -> dict[str, float]:
    """Train, export, test and store one running run; goes on from its checkpoint when it has one.

    Args:
        raise_if_stopped: asked between and inside the steps; what it raises ends the run.
        on_progress: told each step, and inside the training every batch.

    Returns:
        The test metrics, which are in the store as well.
    """
    config = run.config

    def begin(step: str) -> None:
        raise_if_stopped()
        _log.info(step)
        on_progress(Progress(step=step))

    begin("reading the data")
    dataset = sources.load(config.dataset)
    for note in dataset.notes:
        _log.info(note)
    store.describe(run.run_id, data=_known_data(run, dataset))
    parts = sources.split(dataset, config.dataset, config.train.validation_split)

    begin("encoding the data")
    encoded = encode_parts(dataset, parts, config)
    if encoded.vocabulary:
        encoded.vocabulary.save(run.folder / "vocabulary.json")

    begin("building the network")
    model, epochs_done = load_checkpoint(run.folder) or (_new_model(config, dataset.num_classes), 0)
    store.describe(run.run_id, num_params=model.count_params())
    store.keep_epochs(run.run_id, epochs_done)

    begin("training")
    history = train(
        model,
        encoded.training,
        encoded.validation,
        config.train,
        run.folder,
        history=store.epochs([run.run_id])[run.run_id],
        on_epoch=lambda epoch: store.add_epoch(run.run_id, epoch),
        on_progress=on_progress,
        raise_if_stopped=raise_if_stopped,
    )
    write_whole(model.save, run.folder / "model.keras")

    begin("exporting to ONNX")
    export_onnx(model, config, dataset.class_names, run.folder / "model.onnx", encoded.maxlen)
    test = encoded.test
    sample = Encoded(test.encoded.inputs[:PARITY_ROWS], test.encoded.lengths[:PARITY_ROWS])
    difference = check_parity(model, run.folder / "model.onnx", sample)
    _log.info("Keras and ONNX differ by %.1e at most on %d test rows", difference, len(sample.inputs))

    begin("testing")
    scorer = Scorer(run.folder, config)
    began = time.perf_counter()
    probabilities = scorer.probabilities_of(test.encoded)
    seconds = time.perf_counter() - began
    rows, labels = dataset.rows[parts.test], dataset.labels[parts.test]
    write_predictions(Predictions(rows, labels, probabilities, test.encoded.lengths), run.folder)
    metrics = classification_metrics(test.labels, probabilities) | {"test_rows_per_second": len(test.labels) / seconds}
    if encoded.vocabulary:
        in_disorder = shuffled(test.encoded, config.train.seed, encoded.vocabulary.start)
        told = scorer.probabilities_of(in_disorder).argmax(axis=-1)
        metrics["test_shuffled_accuracy"] = float(np.mean(told == test.labels))
    if store.finish(run.run_id, metrics, sum(epoch.seconds for epoch in history), run.worker):
        remove_checkpoints(run.folder)
        _log.info("finished: %s", metrics)
    return metrics


def _known_data(run: Run, dataset: Dataset) -> dict[str, Any]:
    """What the store tells of the data; a run that goes on from a checkpoint must meet the data it began with."""
    known = {
        "name": dataset.name,
        "stand_in": dataset.stand_in,
        "class_names": list(dataset.class_names),
        "notes": list(dataset.notes),
        "reading": dataset.reading.to_dict(),
        "fingerprint": dataset.fingerprint(),
    }
    began_with = run.data.get("fingerprint", known["fingerprint"])
    if latest_epoch(run.folder) is not None and began_with != known["fingerprint"]:
        raise DatasetError(
            f"{dataset.name} is not what it was when this run began.",
            "A run goes on from its checkpoint with the same data.",
            "Bring the earlier file back and resume, or train anew with the same settings.",
        )
    return known


def _new_model(config: RunConfig, num_classes: int) -> keras.Model:
    keras.utils.set_random_seed(config.train.seed)
    model = build_model(config, num_classes)
    compile_model(model, config.model.head, config.train.learning_rate)
    return model
