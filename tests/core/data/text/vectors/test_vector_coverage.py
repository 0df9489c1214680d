import pytest

from core.config import RunConfig
from core.data.text.vectors.vector_coverage import vector_coverage
from core.errors import DatasetError

TEXTS = ("good film", "good good unheard", "bad film", "bad unheard unheard")


@pytest.fixture
def config(tmp_path) -> RunConfig:
    """Four training texts, and vectors of three words, one of which no text has."""
    rows = [f"{text},{('yes', 'no')[number // 2]}" for number, text in enumerate(TEXTS)]
    (tmp_path / "texts.csv").write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    (tmp_path / "test.csv").write_text("text,label\nfilm film,yes\nbad bad bad bad,no\n", encoding="utf-8")
    (tmp_path / "vectors.txt").write_text("good 1 2\nbad 3 4\nelsewhere 5 6\n", encoding="utf-8")
    return RunConfig().with_settings(
        [
            "dataset.name=file", f"dataset.path={tmp_path / 'texts.csv'}", f"dataset.test_path={tmp_path / 'test.csv'}",
            "train.validation_split=0", "train.early_stopping_patience=none", "model.embeddings=file",
            f"model.embeddings_path={tmp_path / 'vectors.txt'}", "model.embedding_dim=2",
        ]
    )  # fmt: skip


@pytest.mark.parametrize("batching", ["padded", "by_length"])
def test_words_of_the_vocabulary_and_tokens_of_training_texts_are_counted(config, batching):
    coverage = vector_coverage(config.with_settings([f"train.batching={batching}"]))
    assert (coverage.num_words, coverage.num_known_words) == (4, 2)
    assert (coverage.num_tokens, coverage.num_known_tokens) == (10, 5)
    assert str(coverage) == (
        "vectors.txt has vectors for 2 of the 4 words of the vocabulary (50 %) and for 50.0 % of the tokens of the "
        "training texts."
    )


def test_tokens_that_are_cut_off_or_out_of_the_vocabulary_count_as_they_are_read(config):
    few_words = config.with_settings(["text.num_words=4", "text.maxlen=2", "text.truncating=post"])
    coverage = vector_coverage(few_words)
    assert coverage.num_words == 2
    assert coverage.num_tokens == 8


def test_settings_that_change_no_word_change_no_coverage(config):
    other = config.with_settings(["text.priors=both", "text.augmentation=negation", "model.units=3", "train.seed=9"])
    assert vector_coverage(other) == vector_coverage(config)


def test_random_vectors_cover_nothing(config):
    assert vector_coverage(config.with_settings(["model.embeddings=random"])) is None


def test_a_file_without_any_of_the_words_is_refused(config, tmp_path):
    (tmp_path / "vectors.txt").write_text("elsewhere 5 6\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="none of the 4 words"):
        vector_coverage(config)
