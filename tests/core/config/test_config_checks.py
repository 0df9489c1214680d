"""core.config.config_checks"""

import pytest

from core.config import RunConfig
from core.errors import ConfigError

TAGS = ("dataset.name=file", "dataset.path=tags.csv", "dataset.label_separator=|")
SUMS = ("dataset.name=cumulative_sum", "model.head=per_step")


@pytest.mark.parametrize(
    ("assignments", "problem", "hint"),
    [
        (["model.head=per_step"], "model.head is 'per_step' for the data set `reviews`.", "Set model.head to softmax."),
        (["dataset.name=cumulative_sum"], "model.head is 'sigmoid' for the data set `cumulative_sum`.",
         "Set model.head to per_step."),
        (["model.direction=four_directions"], "model.direction is 'four_directions' for the data set `reviews`.",
         "Set model.direction to bidirectional."),
        (["dataset.name=digits", "model.head=softmax", "train.batching=by_length"],
         "train.batching is 'by_length' for the data set `digits`.", "Set train.batching to padded."),
        (["train.validation_split=0"], "train.early_stopping_patience is 2 for the data set `reviews`.",
         "Set train.validation_split above 0, or train.early_stopping_patience to none."),
        (["train.validation_split=0", "train.early_stopping_patience=none", "train.schedule=on_plateau"],
         "train.schedule is 'on_plateau' for the data set `reviews`.",
         "Set train.validation_split above 0, or train.schedule to cosine."),
        ([*SUMS, "train.class_weight=balanced"], "train.class_weight is 'balanced' for the data set `cumulative_sum`.",
         "Set train.class_weight to equal."),
        ([*SUMS, "train.label_smoothing=0.1"], "train.label_smoothing is 0.1 for the data set `cumulative_sum`.",
         "Set train.label_smoothing to 0."),
        (["train.validation_split=0", "train.early_stopping_patience=none", "train.monitor=val_macro_f1"],
         "train.monitor is 'val_macro_f1' for the data set `reviews`.",
         "Set train.validation_split above 0, or train.monitor to val_loss."),
        (["model.decoding=crf"], "model.decoding is 'crf' for the data set `reviews`.",
         "Set model.decoding to independent."),
        (["model.pooling=mean"], "model.pooling is 'mean' for the data set `reviews`.",
         "Set train.batching to by_length, or model.pooling to last."),
        (["model.reset_every=100"], "model.reset_every is 100 for the data set `reviews`.",
         "Set train.batching to by_length, or model.reset_every to none."),
        (["model.direction=unordered"], "model.direction is 'unordered' for the data set `reviews`.",
         "Set model.pooling to max_mean, or choose another direction."),
        (["model.head=multi_label"], "model.head is 'multi_label' for the data set `reviews`.",
         "Set dataset.label_separator to the character between the labels, or model.head to softmax."),
        (TAGS, "model.head is 'sigmoid' for the data set `file`.",
         "Set model.head to multi_label, or dataset.label_separator to none."),
        ([*TAGS, "model.head=multi_label", "text.priors=linear"], "text.priors is 'linear' for the data set `file`.",
         "Set text.priors to none."),
        ([*TAGS, "model.head=multi_label", "text.augmentation=negation"],
         "text.augmentation is 'negation' for the data set `file`.", "Set text.augmentation to none."),
        (["text.tokenizer=characters", "text.augmentation=negation"],
         "text.augmentation is 'negation' for the data set `reviews`.",
         "Set text.tokenizer to words, or text.augmentation to none."),
        ([*TAGS, "model.head=multi_label", "train.class_weight=balanced"],
         "train.class_weight is 'balanced' for the data set `file`.", "Set train.class_weight to equal."),
        (["model.embeddings=glove"], "model.embedding_dim is 64 for the data set `reviews`.",
         "Set model.embedding_dim to 50."),
        (["text.tokenizer=subwords", "model.embeddings=glove", "model.embedding_dim=50"],
         "model.embeddings is 'glove' for the data set `reviews`.",
         "Set text.tokenizer to words, or model.embeddings to random."),
        (["model.embeddings=file"], "model.embeddings_path is None for the data set `reviews`.",
         "Set model.embeddings_path to a text file of word vectors."),
    ],
)  # fmt: skip
def test_settings_that_contradict_each_other_are_named(assignments, problem, hint):
    with pytest.raises(ConfigError) as caught:
        RunConfig().with_settings(assignments)
    assert (caught.value.problem, caught.value.hint) == (problem, hint)
    assert caught.value.expected.endswith(".")


@pytest.mark.parametrize(
    "assignments",
    [
        ["model.pooling=attention", "train.batching=by_length"],
        ["model.direction=unordered", "model.pooling=max_mean", "train.batching=by_length"],
        ["dataset.name=digits", "model.head=softmax", "model.pooling=max", "model.embeddings=glove"],
        ["model.reset_every=100", "train.batching=by_length"],
        [*SUMS, "model.reset_every=100"],
        [*SUMS, "model.direction=unordered", "model.pooling=mean", "model.embeddings=file"],
        ["model.embeddings=glove", "model.embedding_dim=50"],
        ["dataset.name=imdb", "text.tokenizer=characters", "model.embeddings=glove", "model.embedding_dim=50"],
        ["model.embeddings=file", "model.embeddings_path=vectors.txt"],
        ["dataset.name=imdb", "text.tokenizer=characters", "text.augmentation=negation"],
        ["dataset.name=digits", "model.head=softmax", "text.tokenizer=subwords", "text.augmentation=negation"],
    ],
)
def test_settings_that_fit_or_have_no_effect_are_no_contradiction(assignments):
    assert RunConfig().with_settings(assignments)
