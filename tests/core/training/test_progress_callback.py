import pytest

from core.errors import TrainingCancelledError
from core.training import progress_callback
from core.training.history import Epoch, Progress
from core.training.progress_callback import ProgressCallback, steady_mean


def callback(reported: list[Progress], history: tuple[Epoch, ...] = (), **options) -> ProgressCallback:
    """Of the second of three epochs, each of four batches and three of validation."""
    options = {"on_progress": reported.append, "raise_if_stopped": lambda: None, **options}
    return ProgressCallback(2, 3, 4, 3, history, **options)


def test_the_mean_duration_leaves_out_what_some_batches_took_to_compile():
    usual = [0.02, 0.03, 0.04] * 5
    assert steady_mean(usual) == pytest.approx(0.03)
    assert steady_mean([1.5, *usual, 2.0]) == pytest.approx(0.03)
    assert steady_mean([0.02] * 9 + [0.05]) == pytest.approx(0.023)  # a longer text, not a compilation


def test_what_remains_counts_later_epochs_and_a_third_of_each_validation_batch(monkeypatch):
    clock = iter([10.0, 12.0, 14.0])
    monkeypatch.setattr(progress_callback.time, "monotonic", lambda: next(clock))
    reported: list[Progress] = []
    of_epoch = callback(reported)
    for batch in range(3):
        of_epoch.on_train_batch_end(batch, {"loss": 0.5, "accuracy": 0.75})
    assert [progress.remaining_seconds for progress in reported] == [None, 2 * (5 - 2 + 5), 2 * (5 - 3 + 5)]
    assert (reported[-1].epoch, reported[-1].batch, reported[-1].loss, reported[-1].accuracy) == (2, 3, 0.5, 0.75)


def test_the_first_batch_of_a_later_epoch_is_estimated_by_the_fastest_epoch():
    reported: list[Progress] = []
    epochs = tuple(Epoch(number, 0.5, 0.5, 0.5, 0.5, seconds) for number, seconds in ((1, 10.0), (2, 20.0)))
    callback(reported, epochs).on_train_batch_end(0)
    assert reported[0].remaining_seconds == pytest.approx(2 * (5 - 1 + 5))


def test_a_stop_ends_training_and_validation_batches():
    def stop() -> None:
        raise TrainingCancelledError("It was asked to stop.", "It stops.", "Resume it.")

    of_epoch = callback([], raise_if_stopped=stop)
    for ended in (of_epoch.on_train_batch_end, of_epoch.on_test_batch_end):
        with pytest.raises(TrainingCancelledError):
            ended(0)
