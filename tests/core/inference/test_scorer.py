import subprocess
import sys

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.config import RunConfig
from core.data.encoding import Encoded, encode
from core.data.text.tokenization import Vocabulary
from core.errors import RunStateError
from core.inference.decision_rule import LabelThresholds, write_rule
from core.inference.scorer import Scorer
from tests.support.networks import write_network

MAXLEN = 6
TRAINING_TEXTS = ["a good film", "a bad film", "not good", "not bad at all", "one of the good ones"]
TEXTS = ["Good!", "a bad film, not good at all and one of the worst", "", "zzz", "not bad", "film " * 40]


def make_run(folder, batching="padded", class_names=("no", "yes"), head="sigmoid", resolved=None, **text):
    config = RunConfig.from_dict(
        {
            "text": {"num_words": 30, "maxlen": MAXLEN} | text,
            "model": {"units": 3, "embedding_dim": 4, "head": head},
            "train": {"batching": batching},
        }
    )
    model = export(folder, config, class_names, resolved or (MAXLEN if batching == "padded" else None))
    Vocabulary.fit(TRAINING_TEXTS, config.text).save(folder / "vocabulary.json")
    return model, config


def make_run_of_values(folder, name, head, class_names, direction="bidirectional"):
    model = {"units": 3, "head": head, "direction": direction}
    config = RunConfig.from_dict({"dataset": {"name": name}, "model": model})
    return export(folder, config, class_names, None), config


def export(folder, config, class_names, maxlen):
    from core.models.keras_model import build_model
    from core.models.onnx_export import export_onnx

    model = build_model(config, len(class_names))
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(0, 1, weight.shape) for weight in model.get_weights()])
    export_onnx(model, config, class_names, folder / "model.onnx", maxlen)
    return model


@pytest.fixture(scope="module", params=["padded", "by_length"])
def scorer(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    return Scorer(folder, make_run(folder, request.param)[1])


@pytest.mark.parametrize("batching", ["padded", "by_length"])
def test_scores_equal_those_of_keras_for_texts_encoded_as_for_training(tmp_path, batching):
    model, config = make_run(tmp_path, batching)
    vocabulary = Vocabulary.load(tmp_path / "vocabulary.json")
    scores = Scorer(tmp_path, config).score(TEXTS)
    for text, score in zip(TEXTS, scores, strict=True):
        encoded = encode([text], vocabulary, config.text, masked=batching == "by_length")
        yes = float(model(encoded.inputs)[0, 0])
        assert score.probabilities["yes"] == pytest.approx(yes, abs=1e-5)
        assert score.probabilities["no"] == pytest.approx(1 - yes, abs=1e-5)


def test_the_label_is_the_most_probable_of_the_classes_in_their_order(tmp_path):
    names = ("bad", "fair", "good")
    _, config = make_run(tmp_path, class_names=names, head="softmax")
    scorer = Scorer(tmp_path, config)
    assert scorer.class_names == names
    for score in scorer.score(TEXTS):
        assert tuple(score.probabilities) == names
        assert sum(score.probabilities.values()) == pytest.approx(1, abs=1e-6)
        assert score.label == max(names, key=score.probabilities.get)
    assert len({score.label for score in scorer.score([*TRAINING_TEXTS, *TEXTS])}) > 1


def test_unknown_words_are_named_once_as_typed_in_the_order_of_the_text(scorer):
    (score,) = scorer.score(["Zebras watch a good film; zebras cry"])
    assert score.unknown_words == ("Zebras", "watch", "cry")
    assert score.num_tokens == 3


@pytest.mark.parametrize("text", ["", " \n", "?!", "zebras cry"])
def test_a_text_without_a_known_word_has_a_score_and_no_tokens(scorer, text):
    (score,) = scorer.score([text])
    assert score.num_tokens == 0
    assert score.text == text
    assert sum(score.probabilities.values()) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("oov", "num_cut"), [(True, 4), (False, 2)])
def test_the_words_that_maxlen_cuts_off_are_counted(tmp_path, oov, num_cut):
    _, config = make_run(tmp_path, oov=oov)
    (score,) = Scorer(tmp_path, config).score(["zebras cry " + "film " * (MAXLEN + 2)])
    assert score.num_cut == num_cut
    assert score.num_tokens == MAXLEN + 2
    assert Scorer(tmp_path, config).score(["a good film"])[0].num_cut == 0


@pytest.mark.parametrize("batching", ["padded", "by_length"])
def test_head_and_tail_of_a_long_text_score_like_a_text_of_these_words(tmp_path, batching):
    _, config = make_run(tmp_path, batching, truncating="head_tail")
    scorer = Scorer(tmp_path, config)
    long, short = scorer.score(["not bad film film film film film a good one of", "not bad a good one of"])
    assert long.probabilities == pytest.approx(short.probabilities, abs=1e-7)
    assert (long.num_cut, short.num_cut) == (5, 0)
    assert scorer.coverages(["zebras " + "film " * MAXLEN])[0].num_cut == 1


def test_more_texts_than_a_batch_keep_their_order(scorer):
    texts = [" ".join(np.random.default_rng(seed).choice(["good", "bad", "film"], seed % 9)) for seed in range(150)]
    together = scorer.probabilities(texts)
    alone = np.concatenate([scorer.probabilities([text]) for text in texts])
    assert together.shape == (150, 2)
    np.testing.assert_allclose(together, alone, atol=1e-6)
    np.testing.assert_array_equal(together, scorer.probabilities_of(scorer.encode(texts)))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=60) | st.sampled_from(TEXTS + TRAINING_TEXTS), min_size=1, max_size=6))
def test_no_text_changes_the_score_of_another(scorer, texts):
    for text, score in zip(texts, scorer.score(texts), strict=True):
        (alone,) = scorer.score([text])
        assert score.probabilities == pytest.approx(alone.probabilities, abs=1e-6)


def test_no_texts_have_no_scores(scorer):
    assert scorer.score([]) == []
    assert scorer.probabilities([]).shape == (0, 2)


def test_the_time_is_measured(scorer):
    (score,) = scorer.score(["a good film"])
    assert 0 < score.milliseconds < 1_000


@pytest.mark.parametrize("name", ["model.onnx", "vocabulary.json"])
def test_a_missing_file_is_named(tmp_path, name):
    _, config = make_run(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(RunStateError) as error:
        Scorer(tmp_path, config)
    assert f"{name} is missing" in error.value.problem
    assert "train it again" in error.value.hint


@pytest.mark.parametrize("name", ["model.onnx", "vocabulary.json"])
def test_a_damaged_file_is_named(tmp_path, name):
    _, config = make_run(tmp_path)
    (tmp_path / name).write_bytes(b"\x00damaged")
    with pytest.raises(RunStateError) as error:
        Scorer(tmp_path, config)
    assert f"{name} cannot be read" in error.value.problem


def test_scoring_does_not_load_tensorflow(tmp_path):
    _, config = make_run(tmp_path)
    code = (
        "import sys; from pathlib import Path; from core.config import RunConfig\n"
        "from core.inference.scorer import Scorer\n"
        f"config = RunConfig.from_dict({config.to_dict()!r})\n"
        f"print(Scorer(Path({str(tmp_path)!r}), config).score(['a good film'])[0].label)\n"
        "sys.exit(bool({'tensorflow', 'keras', 'onnx', 'sklearn', 'streamlit'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_without_a_maxlen_texts_are_padded_and_cut_to_that_of_the_training(tmp_path):
    model, config = make_run(tmp_path, maxlen=None, resolved=4)
    scorer = Scorer(tmp_path, config)
    encoded = scorer.encode(["a good film", "one of the good ones"])
    assert encoded.inputs.shape == (2, 4)
    assert encoded.lengths.tolist() == [4, 4]
    assert encoded.inputs[0, 0] == 0
    short, long = scorer.score(["a good film", "one of the good ones"])
    assert (short.num_cut, long.num_cut) == (0, 1)
    expected = np.asarray(model(encoded.inputs))[:, 0]
    assert [short.probabilities["yes"], long.probabilities["yes"]] == pytest.approx(expected.tolist(), abs=1e-5)


def test_without_a_maxlen_or_padding_nothing_is_cut(tmp_path):
    _, config = make_run(tmp_path, "by_length", maxlen=None)
    (score,) = Scorer(tmp_path, config).score(["film " * 300])
    assert (score.num_tokens, score.num_cut) == (300, 0)


@pytest.mark.parametrize(("truncating", "num_cut"), [("post", 3), ("pre", 2)])
def test_a_start_id_takes_the_place_of_a_word_unless_it_is_cut_off(tmp_path, truncating, num_cut):
    _, config = make_run(tmp_path, truncating=truncating)
    Vocabulary(("good", "film"), num_words=30, lower=True, oov=True, start=True).save(tmp_path / "vocabulary.json")
    scorer = Scorer(tmp_path, config)
    (score,) = scorer.score(["film " * (MAXLEN + 2)])
    film = scorer.encode(["film"]).inputs.max()
    assert score.num_cut == num_cut == MAXLEN + 2 - np.sum(scorer.encode([score.text]).inputs == film)


@pytest.mark.parametrize("direction", ["bidirectional", "four_directions"])
def test_the_probabilities_of_images_equal_those_of_keras(tmp_path, direction):
    names = tuple("0123456789")
    model, config = make_run_of_values(tmp_path, "digits", "softmax", names, direction)
    images = np.random.default_rng(0).random((40, 28, 28))
    scores = Scorer(tmp_path, config).score_images(images)
    expected = np.asarray(model(images))
    assert np.ptp(expected, axis=0).max() > 1e-3
    for score, row in zip(scores, expected, strict=True):
        assert tuple(score.probabilities) == names
        assert list(score.probabilities.values()) == pytest.approx(row.tolist(), abs=1e-5)
        assert score.label == names[row.argmax()]
        assert 0 < score.milliseconds < 1_000


def test_sequences_get_probabilities_at_each_step(tmp_path):
    model, config = make_run_of_values(tmp_path, "cumulative_sum", "per_step", ("0", "1"))
    values = np.random.default_rng(0).random((70, 5, 1), np.float32)
    probabilities = Scorer(tmp_path, config).probabilities_of(Encoded(values, np.full(70, 5, np.int32)))
    assert probabilities.shape == (70, 5, 2)
    np.testing.assert_allclose(probabilities[..., 1:], model(values), atol=1e-5)
    np.testing.assert_allclose(probabilities.sum(axis=-1), 1, atol=1e-6)


def test_no_images_and_no_sequences_have_no_scores(tmp_path):
    _, config = make_run_of_values(tmp_path, "digits", "softmax", tuple("0123456789"))
    assert Scorer(tmp_path, config).score_images(np.empty((0, 28, 28))) == []
    _, config = make_run_of_values(tmp_path, "cumulative_sum", "per_step", ("0", "1"))
    empty = Encoded(np.empty((0, 5, 1), np.float32), np.empty(0, np.int32))
    assert Scorer(tmp_path, config).probabilities_of(empty).shape == (0, 5, 2)


def test_a_network_refuses_examples_of_another_kind(tmp_path, scorer):
    _, config = make_run_of_values(tmp_path, "digits", "softmax", tuple("0123456789"))
    with pytest.raises(RunStateError) as error:
        Scorer(tmp_path, config).score(["a good film"])
    assert "reads images, and texts were given" in error.value.problem
    assert "trained on texts" in error.value.hint
    with pytest.raises(RunStateError, match="reads texts, and images were given"):
        scorer.score_images(np.zeros((1, 28, 28)))


def test_a_network_of_the_first_version_still_scores(tmp_path):
    _, config = make_run(tmp_path)
    expected = Scorer(tmp_path, config).probabilities(TEXTS)
    graph = onnx.load(tmp_path / "model.onnx")
    graph.graph.input[0].name = "ids"
    for node in graph.graph.node:
        node.input[:] = ["ids" if name == "inputs" else name for name in node.input]
    del graph.metadata_props[[entry.key for entry in graph.metadata_props].index("maxlen")]
    onnx.save_model(graph, tmp_path / "model.onnx")
    np.testing.assert_array_equal(Scorer(tmp_path, config).probabilities(TEXTS), expected)


def test_the_labels_above_their_thresholds_are_predicted(tmp_path):
    names = ("food", "money", "sport")
    config = write_network(tmp_path, names, head="multi_label")
    (score,) = Scorer(tmp_path, config).score(["a good film"])
    assert score.labels == tuple(name for name in names if score.probabilities[name] > 0.5)
    shares = score.probabilities
    write_rule(LabelThresholds({"food": 0.999, "money": 0.001, "sport": 0.002}), tmp_path)
    (score,) = Scorer(tmp_path, config).score(["a good film"])
    assert (score.label, score.labels) == ("money|sport", ("money", "sport"))
    assert score.probability == pytest.approx((1 - shares["food"]) * shares["money"] * shares["sport"])
    write_rule(LabelThresholds(dict.fromkeys(names, 1.0)), tmp_path)
    (score,) = Scorer(tmp_path, config).score(["a good film"])
    assert (score.label, score.labels) == ("(no label)", ())
