"""A run that predicts a label for every token, from its data to its files, on small reviews made here."""

import json
from collections.abc import Iterator

import keras
import numpy as np
import pandas as pd
import pytest

from core.cli.output import metrics_line
from core.cli.scoring.token_answers import token_answers
from core.config import RunConfig
from core.data.encoding import EncodedParts, encode_parts
from core.data.sources import load, split
from core.data.sources.packaged import review_windows
from core.evaluation.predictions import VALIDATION_FILE, read_predictions
from core.inference.scorer import Scorer
from core.runs.job import this_process
from core.runs.jobs.pipeline import run_experiment
from core.runs.run import Run
from core.runs.store import RunStore

pytestmark = pytest.mark.training

CONFIG = RunConfig().with_settings(
    ["dataset.name=punctuation", "dataset.test_size=0.3", "text.num_words=60", "text.maxlen=40", "model.head=per_step",
     "model.units=12", "model.embedding_dim=12", "model.spatial_dropout=0", "train.batching=by_length",
     "train.batch_size=8", "train.epochs=25", "train.learning_rate=0.02", "train.early_stopping_patience=none"]
)  # fmt: skip
CLAUSES = ("it was very good", "we saw it in may", "i hated all of this", "they laughed about him")
OPENERS = ("but", "so", "then", "who")  # a comma comes before `but`, a full stop before the others


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, EncodedParts]]:
    random = np.random.default_rng(0)
    texts = []
    for _ in range(40):
        parts = [CLAUSES[0]]
        for opener, clause in zip(random.choice(OPENERS, 40), random.choice(CLAUSES, 40), strict=True):
            parts.append(f"{',' if opener == 'but' else '.'} {opener} {clause}")
        texts.append("".join(parts) + ".")
    frame = pd.DataFrame({"text": texts, "label": "1", "source": "imdb"}, index=range(1, 41))
    folder = tmp_path_factory.mktemp("workspace")
    store = RunStore(f"sqlite:///{folder / 'runs.db'}", folder / "runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review_windows, "read_reviews", lambda: frame)
        run = store.create(CONFIG)
        store.claim(run.run_id, this_process())
        run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None)
        dataset = load(CONFIG.dataset)
    yield store.get(run.run_id), encode_parts(dataset, split(dataset, CONFIG.dataset, 0.1), CONFIG)
    store.close()


def test_the_marks_before_words_that_decide_them_are_learned_from_what_follows(trained):
    run, _ = trained
    assert run.status == "finished"
    assert run.metrics["test_accuracy"] > 0.97
    assert run.metrics["num_steps"] == 60 * run.metrics["num_test"]
    assert 0 <= run.metrics["test_sequence_accuracy"] <= 1
    assert "test_shuffled_accuracy" not in run.metrics
    assert metrics_line(run).endswith(
        f"of {run.metrics['num_steps']:,.0f} tokens, macro F1 {run.metrics['test_f1']:.1%}"
    )


def test_the_predictions_are_those_of_keras_on_whole_test_sentences(trained):
    run, encoded = trained
    predictions = read_predictions(run.folder)
    model = keras.saving.load_model(run.folder / "model.keras")
    assert encoded.training.encoded.inputs.shape[1] == 40  # cut
    assert predictions.labels.shape[1] == 60  # whole
    np.testing.assert_allclose(
        predictions.probabilities, model.predict(encoded.test.encoded.inputs, verbose=0), atol=1e-5
    )
    np.testing.assert_array_equal(predictions.labels, encoded.test.labels)
    assert predictions.right.mean() == pytest.approx(run.metrics["test_accuracy"])
    assert len(pd.read_parquet(run.folder / "predictions.parquet")) == run.metrics["num_steps"]
    assert read_predictions(run.folder, VALIDATION_FILE).has_steps


def test_a_typed_sentence_gets_its_marks_whatever_its_length(trained):
    run, _ = trained
    (answer,) = token_answers(
        Scorer(run.folder, run.config), run, ["It was very good but we saw it in May so it was very good"]
    )
    assert answer.document["restored"].startswith("It was very good, but we saw it in May. so it was very good")
    tokens = answer.document["tokens"]
    assert [token["label"] for token in tokens][3] == "comma"
    assert len(answer.notes) == len(tokens) == 15
    assert json.dumps(answer.document)
