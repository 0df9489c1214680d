import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.training.history import Epoch, Progress, best_epoch, is_finite, plateau_rate, stops_early

losses = st.lists(st.floats(0, 10, allow_nan=False), min_size=1, max_size=30)


def history_of(*val_losses: float) -> tuple[Epoch, ...]:
    return tuple(Epoch(number, 0.5, 0.5, loss, 0.5, 1.0) for number, loss in enumerate(val_losses, start=1))


def test_the_best_epoch_has_the_lowest_validation_loss_and_is_the_earlier_of_equals():
    assert best_epoch(history_of(0.7, 0.4, 0.4, 0.6), "val_loss").epoch == 2


@pytest.mark.parametrize(("monitor", "epoch"), [("val_loss", 1), ("val_accuracy", 2), ("val_macro_f1", 3)])
def test_the_monitor_decides_which_epoch_is_the_best_and_the_earlier_of_equals_is(monitor, epoch):
    accuracies, scores = (0.5, 0.9, 0.6, 0.9), (0.1, 0.2, 0.3, 0.3)
    history = [
        Epoch(number, 0.5, 0.5, 0.1 * number, accuracy, 1.0, score)
        for number, (accuracy, score) in enumerate(zip(accuracies, scores, strict=True), 1)
    ]
    assert best_epoch(history, monitor).epoch == epoch
    assert stops_early(history, 4 - epoch, monitor)
    assert not stops_early(history, 5 - epoch, monitor)
    assert plateau_rate(history, 1.0, monitor) == 0.5 ** {"val_loss": 3, "val_accuracy": 2, "val_macro_f1": 1}[monitor]


def test_there_is_no_best_epoch_before_the_first():
    assert best_epoch((), "val_loss") is None


def test_training_stops_after_patience_epochs_without_a_better_one():
    assert not stops_early(history_of(0.5, 0.6), patience=2, monitor="val_loss")
    assert stops_early(history_of(0.5, 0.6, 0.7), patience=2, monitor="val_loss")


def test_without_patience_training_never_stops_early():
    assert not stops_early(history_of(*range(1, 50)), patience=None, monitor="val_loss")


@given(losses, st.integers(1, 5))
def test_stopping_early_agrees_with_counting_epochs_as_keras_does(val_losses, patience):
    best, wait, stopped = float("inf"), 0, False
    for loss in val_losses:
        wait = 0 if loss < best else wait + 1
        best = min(best, loss)
        stopped = wait >= patience
    assert stops_early(history_of(*val_losses), patience, "val_loss") == stopped


@given(losses)
def test_the_rate_on_a_plateau_is_halved_as_keras_does(val_losses):
    rate, best = 0.1, float("inf")
    for loss in val_losses:
        rate, best = (rate, loss) if loss < best else (rate / 2, best)
    assert plateau_rate(history_of(*val_losses), 0.1, "val_loss") == rate


def test_the_rate_before_the_first_epoch_is_the_whole_one():
    assert plateau_rate((), 0.1, "val_loss") == 0.1


def test_an_epoch_whose_loss_is_not_a_number_is_not_finite():
    assert is_finite(history_of(0.5)[0])
    assert not is_finite(history_of(float("nan"))[0])
    assert not is_finite(history_of(float("inf"))[0])


def test_without_validation_the_last_epoch_is_kept_and_nothing_stops_early():
    history = tuple(Epoch(number, 0.5, 0.5, None, None, 1.0) for number in (1, 2, 3))
    assert best_epoch(history, "val_loss").epoch == 3
    assert not stops_early(history, patience=1, monitor="val_loss")
    assert is_finite(history[0])


def test_progress_counts_the_batches_of_all_epochs():
    assert Progress(step="reading the data").fraction == 0
    assert Progress("training", epoch=2, epochs=4, batch=5, num_batches=10).fraction == 15 / 40
    assert Progress("training", epoch=4, epochs=4, batch=10, num_batches=10).fraction == 1
