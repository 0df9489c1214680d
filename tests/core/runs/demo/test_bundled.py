import json

import numpy as np
import pytest

from core.config import RunConfig
from core.data import sources
from core.data.encoding import Encoded
from core.errors import RunNotFoundError
from core.evaluation.forward_ceiling import forward_ceiling
from core.inference.scorer import Scorer
from core.runs.demo import bundled
from core.training.history import Epoch

MOST_BYTES = 8 * 2**20
SENTENCES = {
    "positive": ("What a wonderful film", "great", "I loved it", "the best film of the year"),
    "negative": ("boring", "What a terrible film", "I hated it", "A waste of time"),
}


@pytest.fixture
def finish(store):
    """Add a finished run with these settings."""

    def add(name="one", *settings):
        run = store.create(RunConfig().with_settings(settings), name)
        store.claim(run.run_id, None)
        store.add_epoch(run.run_id, Epoch(1, 0.6, 0.7, 0.6, 0.7, 1.5))
        store.finish(run.run_id, {"test_accuracy": 0.875, "num_test": 40.0}, 2.5)
        return store.get(run.run_id)

    return add


def test_the_shipped_pair_is_one_network_read_two_ways_and_small():
    forward, both = bundled.demo_runs()
    assert (forward.run_id, both.run_id) == ("demo-forward", "demo-bidirectional")
    assert (forward.config, both.config) == bundled.demo_configs()
    assert forward.config == both.config.twin()
    assert {run.status for run in (forward, both)} == {"finished"}
    assert sum(file.stat().st_size for file in bundled.DEMO_FOLDER.rglob("*") if file.is_file()) <= MOST_BYTES
    for run in (forward, both):
        assert {file.name for file in run.folder.iterdir()} == {*bundled.SHIPPED_FILES, "run.json"}
        described = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
        assert described["class_names"] == ["negative", "positive"]
        assert (
            RunConfig.from_stored(described["config"]) == run.config
        )  # an earlier version wrote it, with fewer settings
        assert {"bothways", "keras", "onnxruntime"} <= set(described["versions"])


def test_the_shipped_networks_are_as_good_as_they_say_on_the_data_they_name():
    runs = bundled.demo_runs()
    data = runs[0].config.dataset
    dataset = sources.load(data)
    assert [run.data["fingerprint"] for run in runs] == [dataset.fingerprint()] * 2
    test = sources.split(dataset, data, runs[0].config.train.validation_split).test
    sample = test[:600]
    for run in runs:
        assert run.metrics["num_test"] == len(test)
        predicted = Scorer(run.folder, run.config).probabilities([dataset.texts[row] for row in sample]).argmax(axis=1)
        accuracy = run.metrics["test_accuracy"]
        assert np.mean(predicted == dataset.labels[sample]) == pytest.approx(
            accuracy, abs=4 * (accuracy * (1 - accuracy) / 600) ** 0.5
        )


@pytest.mark.parametrize("direction", ["forward", "bidirectional"])
def test_the_shipped_networks_answer_short_sentences_sensibly(direction):
    (run,) = (run for run in bundled.demo_runs() if run.config.model.direction == direction)
    scorer = Scorer(run.folder, run.config)
    assert {label: {score.label for score in scorer.score(texts)} for label, texts in SENTENCES.items()} == {
        "positive": {"positive"}, "negative": {"negative"}
    }  # fmt: skip


def test_the_pair_for_future_sums_is_tiny_and_as_good_as_it_says():
    forward, both = bundled.sum_runs()
    assert (forward.run_id, both.run_id) == ("demo-sums-forward", "demo-sums-bidirectional")
    assert (forward.config, both.config) == bundled.sum_configs()
    assert sum(file.stat().st_size for file in bundled.SUMS_FOLDER.rglob("*") if file.is_file()) <= 64 * 2**10
    dataset = sources.load(both.config.dataset.model_copy(update={"seed": 9, "num_rows": 1}))  # sequences never seen
    for run in (forward, both):
        assert {file.name for file in run.folder.iterdir()} == {"model.onnx", "run.json"}
        (probabilities,) = np.split(Scorer(run.folder, run.config).probabilities_of(_encoded(dataset.values)), 1)
        accuracy = np.mean(probabilities.argmax(axis=-1) == dataset.labels)
        assert accuracy == pytest.approx(run.metrics["test_accuracy"], abs=0.02)
    ceiling = forward_ceiling("future", both.config.dataset.num_steps)
    assert forward.metrics["test_accuracy"] == pytest.approx(ceiling, abs=0.015)
    assert both.metrics["test_accuracy"] > 0.97


def _encoded(values):
    return Encoded(values, np.full(len(values), values.shape[1], np.int32))


def test_without_its_folder_there_is_no_demo(tmp_path):
    assert bundled.demo_runs(tmp_path) == ()


def test_what_is_shipped_reads_back_as_it_was(tmp_path, store, finish):
    run = finish("mine", "dataset.num_rows=100")
    for name in bundled.SHIPPED_FILES:
        (run.folder / name).write_bytes(b"content of " + name.encode())
    epochs = store.epochs([run.run_id])[run.run_id]
    bundled.ship(run, epochs, ("bad", "good"), tmp_path / "demo")
    (shipped,) = bundled.demo_runs(tmp_path / "demo")
    same = ("config", "metrics", "data", "num_params", "seconds", "finished_at")
    assert {key: getattr(shipped, key) for key in same} == {key: getattr(run, key) for key in same}
    assert (shipped.folder / "model.onnx").read_bytes() == b"content of model.onnx"
    assert bundled.epochs_of(shipped, store) == epochs == bundled.epochs_of(run, store)


def test_a_shipped_description_names_a_file_without_its_folders(tmp_path, store):
    run = store.create(
        RunConfig.from_dict({"dataset": {"name": "file", "path": str(tmp_path / "secret" / "mine.csv")}})
    )
    bundled.write_description(tmp_path / "run.json", run, (), ("bad", "good"))
    described = (tmp_path / "run.json").read_text(encoding="utf-8")
    assert json.loads(described)["config"]["dataset"]["path"] == "mine.csv"
    assert "secret" not in described


def test_a_name_means_an_own_run_a_shipped_one_or_both(store, finish):
    run = finish()
    assert bundled.find_runs(store, run.run_id[:6]) == (run,)
    assert bundled.find_runs(store, "demo") == bundled.demo_runs()
    assert [run.run_id for run in bundled.find_runs(store, "demo-b")] == ["demo-bidirectional"]
    assert bundled.find_runs(store, "demo-sums") == bundled.sum_runs()
    assert bundled.find_run(store, "demo-sums-f").config.dataset.target == "future"
    assert bundled.find_run(store, "demo-forward").config.model.direction == "forward"


@pytest.mark.parametrize(("name", "problem"), [("demo", "names 2 runs"), ("demon", "names no runs"), ("zz", "no runs")])
def test_a_name_of_no_run_or_of_two_is_refused(store, name, problem):
    with pytest.raises(RunNotFoundError, match=problem):
        bundled.find_run(store, name)
