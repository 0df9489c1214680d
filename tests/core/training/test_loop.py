import keras
import numpy as np
import pytest
from sklearn.metrics import f1_score

from core.config import RunConfig
from core.data.encoding import Encoded, LabelledRows
from core.errors import TrainingCancelledError, TrainingDivergedError
from core.models.keras_model import build_model
from core.training import train_step
from core.training.checkpoints import best_weights_path, checkpoint_path
from core.training.history import best_epoch
from core.training.loop import compile_model, load_checkpoint, train

pytestmark = pytest.mark.training
NUM_UPDATES = 20


def config(*settings: str) -> RunConfig:
    small = ["text.num_words=20", "text.maxlen=6", "model.cell=SimpleRNN", "model.direction=forward", "model.units=3"]
    short = ["model.embedding_dim=4", "train.batch_size=8", "train.epochs=3", "train.early_stopping_patience=none"]
    return RunConfig().with_settings([*small, *short, *settings])


def rows(num_rows: int, seed: int, lengths: np.ndarray | None = None) -> LabelledRows:
    """Texts whose class is whether word 1 is in them, which a small network learns."""
    random = np.random.default_rng(seed)
    ids = random.integers(2, 20, (num_rows, 6)).astype(np.int32)
    labels = random.integers(0, 2, num_rows).astype(np.int32)
    ids[labels == 1, 2] = 1
    return LabelledRows(Encoded(ids, np.full(num_rows, 6, np.int32) if lengths is None else lengths), labels)


def new_model(config: RunConfig, num_classes: int = 2) -> keras.Model:
    keras.utils.set_random_seed(config.train.seed)
    model = build_model(config, num_classes)
    compile_model(model, config.model.head, config.train, num_updates=NUM_UPDATES)
    return model


def test_each_epoch_is_reported_and_the_best_weights_stay(tmp_path):
    settings, validation, reported = config("train.learning_rate=0.05", "train.epochs=6"), rows(40, 2), []
    model = new_model(settings)
    history = train(model, rows(80, 1), validation, settings.train, tmp_path, on_epoch=reported.append)
    assert tuple(reported) == history
    assert [epoch.epoch for epoch in history] == [1, 2, 3, 4, 5, 6]
    assert history[-1].loss < history[0].loss
    val_loss, val_accuracy = model.evaluate(validation.encoded.inputs, validation.labels, verbose=0)
    assert val_loss == pytest.approx(best_epoch(history, settings.train.monitor).val_loss, abs=1e-5)
    assert val_accuracy == pytest.approx(best_epoch(history, settings.train.monitor).val_accuracy, abs=1e-5)


@pytest.mark.parametrize(
    "settings", [(), ("train.kernel=keras", "model.head=softmax"), ("train.kernel=keras", "train.batching=by_length")]
)
def test_the_monitored_macro_f1_is_that_of_the_weights_that_stay(tmp_path, settings):
    settings = config(*settings, "train.learning_rate=0.01", "train.monitor=val_macro_f1", "train.epochs=4")
    validation, model = rows(41, 2), new_model(settings)
    history = train(model, rows(80, 1), validation, settings.train, tmp_path)
    scores = [epoch.val_macro_f1 for epoch in history]
    outputs = np.asarray(model(validation.encoded.inputs))
    predicted = outputs.argmax(axis=-1) if outputs.shape[-1] == 2 else outputs[:, 0] > 0.5
    assert len(set(scores)) > 1
    assert max(scores) == pytest.approx(f1_score(validation.labels, predicted, average="macro"))


@pytest.mark.parametrize("head", ["sigmoid", "softmax", "logits"])
def test_every_head_learns_with_its_loss(tmp_path, head):
    settings = config(f"model.head={head}", "train.learning_rate=0.05", "train.epochs=8")
    history = train(new_model(settings), rows(120, 1), rows(40, 2), settings.train, tmp_path)
    assert best_epoch(history, settings.train.monitor).val_accuracy > 0.8


def test_the_same_config_and_seed_give_the_same_numbers(tmp_path):
    def losses(*settings: str) -> list[float]:
        chosen = config("model.direction=bidirectional", "model.dropout=0.3", "train.epochs=2", *settings)
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        return [epoch.loss for epoch in train(new_model(chosen), rows(40, 1), rows(16, 2), chosen.train, folder)]

    assert losses() == losses()
    assert losses() != losses("train.seed=7")


@pytest.mark.parametrize(
    ("compiled", "own"),
    [
        (False, ("train.optimizer=adamw", "train.schedule=one_cycle")),
        (True, ()),
        (False, ("train.optimizer=rmsprop", "train.schedule=on_plateau", "train.learning_rate=0.3")),
    ],
    ids=["one cycle of AdamW", "compiled", "RMSprop on a plateau"],
)
def test_a_resumed_run_equals_an_uninterrupted_one(tmp_path, monkeypatch, compiled, own):
    if compiled:  # by XLA, whole batches of an otherwise too short training
        monkeypatch.setattr(train_step, "MIN_COMPILED_UPDATES", 0)
    drops = ["model.spatial_dropout=0.2", "model.dropout=0.3", "model.recurrent_dropout=0.2"]
    settings, training, validation = config(*drops, "train.epochs=4", *own), rows(40, 1), rows(16, 2)
    (tmp_path / "whole").mkdir()
    (tmp_path / "broken").mkdir()
    undisturbed = new_model(settings)
    whole = train(undisturbed, training, validation, settings.train, tmp_path / "whole")

    first = []

    def interrupt_in_epoch_three():
        if len(first) == 2:
            raise TrainingCancelledError("It was asked to stop.", "It stops.", "Resume it.")

    with pytest.raises(TrainingCancelledError):
        train(
            new_model(settings), training, validation, settings.train, tmp_path / "broken",
            on_epoch=first.append, raise_if_stopped=interrupt_in_epoch_three,
        )  # fmt: skip
    model, epochs_done = load_checkpoint(tmp_path / "broken", first, settings.train.monitor)
    assert epochs_done == 2
    resumed = train(model, training, validation, settings.train, tmp_path / "broken", history=first)

    def numbers(history):
        return [number for epoch in history for number in (epoch.loss, epoch.val_loss, epoch.accuracy)]

    assert numbers(resumed) == numbers(whole)
    for weight, expected in zip(model.get_weights(), undisturbed.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)


def test_training_stops_early_and_keeps_the_better_weights(tmp_path):
    settings = config("train.learning_rate=1", "train.epochs=30", "train.early_stopping_patience=1")
    history = train(new_model(settings), rows(24, 1), rows(24, 2), settings.train, tmp_path)
    assert len(history) < 30
    assert history[-1].epoch - best_epoch(history, settings.train.monitor).epoch == 1


def test_a_run_with_all_its_epochs_only_loads_its_best_weights(tmp_path):
    settings, training, validation = config(), rows(40, 1), rows(16, 2)
    model = new_model(settings)
    history = train(model, training, validation, settings.train, tmp_path)
    checkpointed, epochs_done = load_checkpoint(tmp_path, history, settings.train.monitor)
    assert train(checkpointed, training, validation, settings.train, tmp_path, history=history) == history
    assert epochs_done == 3
    np.testing.assert_allclose(checkpointed(validation.encoded.inputs), model(validation.encoded.inputs), atol=1e-6)


def test_a_damaged_checkpoint_is_passed_over_for_the_older_one_then_the_start(tmp_path):
    settings, training, validation = config(), rows(40, 1), rows(16, 2)
    history = train(new_model(settings), training, validation, settings.train, tmp_path)

    def epochs_done(epochs=history):
        loaded = load_checkpoint(tmp_path, epochs, settings.train.monitor)
        return loaded and loaded[1]

    assert epochs_done() == 3
    assert epochs_done(history[:2]) == 2  # the store lost what it wrote last
    newest = checkpoint_path(tmp_path, 3)
    newest.write_bytes(newest.read_bytes()[:-100])
    assert epochs_done() == 2
    (tmp_path / "checkpoints.json").write_text("[")  # then loading shows what is damaged
    assert epochs_done() == 2
    best_weights_path(tmp_path, best_epoch(history[:2], settings.train.monitor).epoch).unlink()
    assert epochs_done() is None
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_batches_and_estimates_what_remains(tmp_path):
    settings, reported = config("train.epochs=2"), []
    train(new_model(settings), rows(40, 1), rows(16, 2), settings.train, tmp_path, on_progress=reported.append)
    assert [(one.epoch, one.batch, one.num_batches) for one in reported] == [
        (e, b, 5) for e in (1, 2) for b in range(1, 6)
    ]
    assert reported[0].remaining_seconds is None
    assert all(one.remaining_seconds >= 0 for one in reported[1:])
    assert reported[5].remaining_seconds is not None
    assert all(0 <= one.accuracy <= 1 and one.loss > 0 for one in reported)


def test_texts_by_length_are_trained_without_their_padding(tmp_path):
    settings = config("train.batching=by_length", "train.epochs=1")
    lengths = np.random.default_rng(0).integers(1, 7, 60).astype(np.int32)
    history = train(new_model(settings), rows(60, 1, lengths), rows(60, 2, lengths), settings.train, tmp_path)
    assert len(history) == 1
    encoded = rows(60, 1, lengths).encoded
    hidden = np.where(np.arange(6) < lengths[:, None], encoded.inputs, 19)  # other ids beyond each row's length
    (tmp_path / "again").mkdir()
    again = LabelledRows(Encoded(hidden.astype(np.int32), lengths), rows(60, 1, lengths).labels)
    other = train(new_model(settings), again, rows(60, 2, lengths), settings.train, tmp_path / "again")
    assert other[0].loss == history[0].loss


def test_without_validation_the_last_weights_stay(tmp_path):
    settings, training = config("train.validation_split=0"), rows(40, 1)
    model = new_model(settings)
    history = train(model, training, rows(0, 2), settings.train, tmp_path)
    assert [(epoch.val_loss, epoch.val_accuracy) for epoch in history] == [(None, None)] * 3
    last, epochs_done = load_checkpoint(tmp_path, history, settings.train.monitor)
    assert epochs_done == 3
    np.testing.assert_array_equal(last(training.encoded.inputs), model(training.encoded.inputs))


def test_an_epoch_may_be_a_number_of_steps(tmp_path):
    settings, reported = config("train.steps_per_epoch=3", "train.epochs=2"), []
    train(new_model(settings), rows(40, 1), rows(16, 2), settings.train, tmp_path, on_progress=reported.append)
    assert [(one.epoch, one.batch) for one in reported] == [(e, b) for e in (1, 2) for b in (1, 2, 3)]


@pytest.mark.parametrize("name", ["digits", "cumulative_sum"])
def test_images_and_sequences_with_labels_at_each_step_are_learned(tmp_path, name):
    per_step = name == "cumulative_sum"
    head = "per_step" if per_step else "logits"
    settings = config(f"dataset.name={name}", f"model.head={head}", "train.epochs=6", "train.learning_rate=0.03")
    random = np.random.default_rng(0)
    values = random.random((60, 5, 1 if per_step else 28), dtype=np.float32)
    labels = (values[..., 0] > 0.5) if per_step else values[:, -1, 0] > 0.5
    whole = LabelledRows(Encoded(values, np.full(60, 5, np.int32)), labels.astype(np.int32))
    history = train(new_model(settings), whole, whole, settings.train, tmp_path)
    assert best_epoch(history, settings.train.monitor).val_loss < history[0].loss
    assert 0 <= history[-1].accuracy <= 1


def test_a_loss_that_is_not_finite_ends_the_training_with_a_hint(tmp_path):
    settings = config()
    model = new_model(settings)
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    with pytest.raises(TrainingDivergedError, match=r"Lower train\.learning_rate"):
        train(model, rows(16, 1), rows(16, 2), settings.train, tmp_path)
    assert load_checkpoint(tmp_path, (), settings.train.monitor) is None
