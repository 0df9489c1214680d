"""The pipeline of one run: its named steps, from its settings to its tested network."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import keras
import numpy as np

from core.config import RunConfig
from core.data import sources
from core.data.encoding import Encoded, EncodedParts, encode_parts, shuffled
from core.data.sources import Dataset, Split
from core.data.tables.near_duplicates import num_near_duplicates
from core.data.text.augmentation.clauses import clauses_note
from core.data.text.prior_tables import PRIORS_FILE
from core.data.text.text_warnings import word_warnings
from core.data.text.tokenization import Vocabulary
from core.data.text.vectors.word_vectors import read_word_vectors
from core.evaluation.calibration import calibrated_metrics
from core.evaluation.metrics import classification_metrics, threshold_metrics
from core.evaluation.predictions import VALIDATION_FILE, Predictions, labelled, write_predictions
from core.evaluation.tagging.tagging_metrics import scheme_scores, tagging_metrics
from core.evaluation.tagging.transition_scores import TRANSITIONS_FILE, TransitionScores
from core.evaluation.temperature import fit_temperature
from core.evaluation.threshold import label_thresholds
from core.inference.decision_rule import LabelThresholds, write_rule
from core.inference.scorer import Scorer
from core.models.crf_layer import crf_of
from core.models.keras_model import build_model, set_word_vectors
from core.models.onnx_export import check_parity, export_onnx
from core.models.onnx_temperature import set_temperature
from core.models.parity import parity_tolerance
from core.runs.integrity.data_facts import data_facts
from core.runs.integrity.run_files import seal_files, unseal_files
from core.runs.run import Run
from core.runs.store import RunStore
from core.system.files.disk_space import check_room
from core.system.memory import check_memory
from core.training.batches.batching import num_updates
from core.training.checkpoints import remove_checkpoints
from core.training.cost_model import run_bytes, training_bytes
from core.training.history import Epoch, Progress
from core.training.loop import compile_model, load_checkpoint, save_model, train

PARITY_ROWS = 64

_log = logging.getLogger("core")


class Step(StrEnum):
    """What a run is doing, as a clause: in its progress and in its log."""

    READ = "reading the data"
    ENCODE = "encoding the data"
    BUILD = "building the network"
    TRAIN = "training"
    EXPORT = "exporting to ONNX"
    TEST = "testing"
    CALIBRATE = "calibrating the probabilities"


@dataclass
class _Experiment:
    """A run and what its steps have made so far; each step adds to it what later ones need."""

    run: Run
    store: RunStore
    raise_if_stopped: Callable[[], None]
    on_progress: Callable[[Progress], None]
    read_before: Dataset | None
    dataset: Dataset = field(init=False)
    parts: Split = field(init=False)
    encoded: EncodedParts = field(init=False)
    model: keras.Model = field(init=False)
    predictions: Predictions = field(init=False)
    history: tuple[Epoch, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)

    @property
    def config(self) -> RunConfig:
        return self.run.config


def run_experiment(
    run: Run,
    store: RunStore,
    raise_if_stopped: Callable[[], None],
    on_progress: Callable[[Progress], None],
    dataset: Dataset | None = None,
) -> dict[str, float]:
    """Train, export, test and store one running run; it continues from its checkpoint when it has one.

    Args:
        raise_if_stopped: called between and inside the steps; what it raises ends the run.
        on_progress: called at each step, and after every batch of the training.
        dataset: the data of the run, where they have been read already.

    Returns:
        The test metrics, which are in the store as well.
    """
    unseal_files(run)
    experiment = _Experiment(run, store, raise_if_stopped, on_progress, dataset)
    for step, work in STEPS:
        raise_if_stopped()
        _log.info(step.value)
        on_progress(Progress(step=step.value))
        work(experiment)
    seal_files(store, run, experiment.facts)
    if store.finish(run.run_id, experiment.metrics, sum(epoch.seconds for epoch in experiment.history), run.worker):
        remove_checkpoints(run.folder)
        _log.info("finished: %s", experiment.metrics)
    return experiment.metrics


def _read(experiment: _Experiment) -> None:
    run, config = experiment.run, experiment.config
    dataset = experiment.read_before or sources.load(config.dataset)
    for note in dataset.notes:
        _log.info(note)
    facts = experiment.facts = data_facts(run, dataset)
    experiment.store.describe(run.run_id, data=facts)
    if config.model.decoding == "legal":
        scheme_scores(dataset)  # refuses tags that mark no spans before anything is trained
    experiment.dataset = dataset
    experiment.parts = sources.split(dataset, config.dataset, config.train.validation_split)
    if dataset.texts:
        facts["near_duplicates"] = num_near_duplicates(dataset, experiment.parts)
        experiment.store.describe(run.run_id, data=facts)


def _encode(experiment: _Experiment) -> None:
    experiment.encoded = encode_parts(experiment.dataset, experiment.parts, experiment.config)
    if vocabulary := experiment.encoded.vocabulary:
        vocabulary.save(experiment.run.folder / "vocabulary.json")
        _warn_about_words(experiment, vocabulary)
    if scaling := experiment.encoded.scaling:
        scaling.save(experiment.run.folder)
    if priors := experiment.encoded.priors:
        priors.save(experiment.run.folder / PRIORS_FILE)


def _warn_about_words(experiment: _Experiment, vocabulary: Vocabulary) -> None:
    if number := experiment.encoded.num_clauses:
        experiment.facts["training_notes"] = [clauses_note(number)]
        _log.info(clauses_note(number))
    training = experiment.encoded.training
    warnings = word_warnings(experiment.dataset, experiment.parts, training.encoded.inputs, vocabulary)
    experiment.facts["text_warnings"] = warnings
    experiment.store.describe(experiment.run.run_id, data=experiment.facts)
    for warning in warnings:
        _log.warning(warning)


def _build(experiment: _Experiment) -> None:
    run, store = experiment.run, experiment.store
    config, history = experiment.config.train, store.epochs([run.run_id])[run.run_id]
    model, epochs_done = load_checkpoint(run.folder, history, config.monitor) or (None, 0)
    updates = num_updates(config, experiment.encoded.training.encoded.lengths)
    experiment.model = model or _new_model(experiment, updates)
    num_params = experiment.model.count_params()
    check_room(run.folder, run_bytes(num_params), "This run")
    num_steps = experiment.encoded.training.encoded.inputs.shape[1]
    check_memory(training_bytes(experiment.config, num_params, num_steps), "Training this network")
    store.describe(run.run_id, num_params=num_params)
    store.keep_epochs(run.run_id, epochs_done)


def _train(experiment: _Experiment) -> None:
    run, store = experiment.run, experiment.store
    history = train(
        experiment.model,
        experiment.encoded.training,
        experiment.encoded.validation,
        experiment.config.train,
        run.folder,
        history=store.epochs([run.run_id])[run.run_id],
        on_epoch=lambda epoch: store.add_epoch(run.run_id, epoch),
        on_progress=experiment.on_progress,
        raise_if_stopped=experiment.raise_if_stopped,
    )
    experiment.history = tuple(history)
    save_model(experiment.model, experiment.config.model.head, run.folder / "model.keras")


def _export(experiment: _Experiment) -> None:
    """A network that does not compute the same in ONNX fails the run."""
    path, encoded, config = experiment.run.folder / "model.onnx", experiment.encoded, experiment.config
    if crf := crf_of(experiment.model):
        TransitionScores(*crf.get_weights()).save(experiment.run.folder / TRANSITIONS_FILE)
    elif config.model.decoding == "legal":
        scheme_scores(experiment.dataset).save(experiment.run.folder / TRANSITIONS_FILE)
    export_onnx(experiment.model, config, experiment.dataset.class_names, path, encoded.maxlen)
    test = encoded.test.encoded
    first = slice(PARITY_ROWS)
    sample = Encoded(test.inputs[first], test.lengths[first], None if test.priors is None else test.priors[first])
    difference = check_parity(experiment.model, path, sample, parity_tolerance(experiment.config))
    _log.info("Keras and ONNX differ by %.1e at most on %d test rows", difference, len(sample.inputs))


def _test(experiment: _Experiment) -> None:
    config, dataset = experiment.config, experiment.dataset
    test, vocabulary = experiment.encoded.test, experiment.encoded.vocabulary
    scorer, started_at = Scorer(experiment.run.folder, config), time.perf_counter()
    probabilities, decoded = scorer.tags_of(test.encoded)
    seconds = time.perf_counter() - started_at
    rows = dataset.rows[experiment.parts.test]
    predictions = Predictions(rows, test.labels, probabilities, test.encoded.lengths, decoded=decoded)
    metrics = classification_metrics(test.labels, probabilities, decoded)
    metrics["test_rows_per_second"] = len(test.labels) / seconds
    if vocabulary and dataset.tokens is not None:
        metrics |= tagging_metrics(dataset, experiment.parts, predictions.predicted, vocabulary.rules)
    if vocabulary and not predictions.has_steps:
        disordered = shuffled(test.encoded, config.train.seed, vocabulary.start)
        predicted = replace(predictions, probabilities=scorer.probabilities_of(disordered)).predicted
        predictions = replace(predictions, num_words=test.encoded.num_words, shuffled_predicted=predicted)
        metrics["test_shuffled_accuracy"] = float(np.mean(predictions.shuffled_right))
    experiment.predictions = predictions
    experiment.metrics = metrics


def _calibrate(experiment: _Experiment) -> None:
    """Fit the temperature on the validation set, and write the predictions, which stay those before calibration.

    Each label of texts that may have several gets a threshold instead, which scoring then uses.
    """
    run, validation = experiment.run, experiment.encoded.validation
    has_label_sets = experiment.dataset.has_label_sets
    if len(validation.labels) and experiment.config.dataset.kind != "sequence":
        probabilities, decoded = Scorer(run.folder, experiment.config).tags_of(validation.encoded)
        rows = experiment.dataset.rows[experiment.parts.validation]
        predictions = Predictions(rows, validation.labels, probabilities, validation.encoded.lengths, decoded=decoded)
        is_decided_together = has_label_sets or experiment.config.model.has_crf
        temperature = None if is_decided_together else fit_temperature(*labelled(validation.labels, probabilities))
        if has_label_sets:
            thresholds = label_thresholds(predictions)
            names = experiment.dataset.class_names
            write_rule(LabelThresholds(dict(zip(names, thresholds.tolist(), strict=True))), run.folder)
            experiment.metrics |= threshold_metrics(experiment.predictions, thresholds)
            _log.info("thresholds %s, chosen on %d validation rows", np.round(thresholds, 2).tolist(), len(rows))
        if temperature is not None:
            set_temperature(run.folder / "model.onnx", temperature)
            experiment.predictions = replace(experiment.predictions, temperature=temperature)
            predictions = replace(predictions, temperature=temperature)
            experiment.metrics |= calibrated_metrics(experiment.predictions)
            _log.info("temperature %.2f, fitted on %d validation rows", temperature, len(rows))
        write_predictions(predictions, run.folder, VALIDATION_FILE)
    write_predictions(experiment.predictions, run.folder)


STEPS: tuple[tuple[Step, Callable[[_Experiment], None]], ...] = (
    (Step.READ, _read),
    (Step.ENCODE, _encode),
    (Step.BUILD, _build),
    (Step.TRAIN, _train),
    (Step.EXPORT, _export),
    (Step.TEST, _test),
    (Step.CALIBRATE, _calibrate),
)


def _new_model(experiment: _Experiment, num_updates: int) -> keras.Model:
    config = experiment.config
    keras.utils.set_random_seed(config.train.seed)
    model = build_model(config, experiment.dataset.num_classes)
    compile_model(model, config.model.head, config.train, num_updates)
    vocabulary = experiment.encoded.vocabulary
    if vocabulary and (vectors := read_word_vectors(config.model, vocabulary)):
        ids = np.array(list(vocabulary.word_index.values()))
        set_word_vectors(model, ids[vectors.places], vectors.vectors)
        experiment.facts["notes"] = [*experiment.facts["notes"], vectors.coverage]
        experiment.store.describe(experiment.run.run_id, data=experiment.facts)
        _log.info(vectors.coverage)
    return model
