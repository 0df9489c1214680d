"""Typed sentences and the labels of their tokens, by an untrained network that is exported for real."""

from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig
from core.data.text.rules.given_tokens import token_rules
from core.data.text.tokenization import Vocabulary
from core.data.text.tokens import number_words
from core.errors import RunStateError
from core.inference.inputs.tagged_sentence import tag_sentences
from core.inference.scorer import Scorer
from core.models.keras_model import build_model
from core.models.onnx_export import export_onnx

pytestmark = pytest.mark.training

NAMES = ("none", "comma", "full stop")
CONFIG = RunConfig().with_settings(
    ["dataset.name=punctuation", "model.head=per_step", "train.batching=by_length", "text.num_words=9", "text.maxlen=2",
     "model.units=3", "model.embedding_dim=4"]
)  # fmt: skip


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    folder = tmp_path_factory.mktemp("run")
    words = number_words([["the", "film", "was", "n't", "good", "it", "is"]])
    Vocabulary.of_tokens(words, CONFIG.text, token_rules(CONFIG.text)).save(folder / "vocabulary.json")
    model = build_model(CONFIG, len(NAMES))
    random = np.random.default_rng(0)
    model.set_weights([random.normal(size=weight.shape) for weight in model.get_weights()])
    export_onnx(model, CONFIG, NAMES, folder / "model.onnx", None)
    return Scorer(folder, CONFIG)


def test_a_sentence_is_cut_by_the_word_rules_and_read_whole(scorer):
    text = "The film wasn't, “good”!"
    (tagged,) = tag_sentences(scorer, [text])
    assert [token.token for token in tagged.tokens] == ["the", "film", "was", "n't", "good", "!"]
    assert [text[token.start : token.end] for token in tagged.tokens] == ["The", "film", "was", "n't", "good", "!"]
    assert tagged.unknown_words == ("!",)
    words = tag_sentences(scorer, [text], cut="letters")[0].tokens
    assert [token.token for token in words] == ["the", "film", "was", "n't", "good"]
    (expected,) = scorer.probabilities_of(scorer.encode(number_words([[token.token for token in words]])))
    assert [list(token.probabilities.values()) for token in words] == expected.tolist()
    assert all(token.label == max(token.probabilities, key=token.probabilities.get) for token in words)


def test_no_sentence_and_no_padding_changes_the_labels_of_another(scorer):
    texts = ["it is good", "", "the film is good it is the film was good", "was it", "film"]
    together = tag_sentences(scorer, texts)
    assert [len(one.tokens) for one in together] == [3, 0, 10, 2, 1]
    for text, of_batch in zip(texts, together, strict=True):
        (alone,) = tag_sentences(scorer, [text])
        for one, other in zip(alone.tokens, of_batch.tokens, strict=True):
            assert list(one.probabilities.values()) == pytest.approx(list(other.probabilities.values()), abs=1e-6)
    assert tag_sentences(scorer, []) == []


def test_a_network_of_tokens_refuses_texts_with_one_class(scorer, tmp_path: Path):
    with pytest.raises(RunStateError, match="reads sentences, and texts were given"):
        scorer.score(["it is good"])
