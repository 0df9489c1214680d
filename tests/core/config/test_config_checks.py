"""core.config.config_checks"""

import pytest

from core.config import RunConfig
from core.errors import ConfigError

TAGS = ("dataset.name=file", "dataset.path=tags.csv", "dataset.label_separator=|")
SUMS = ("dataset.name=cumulative_sum", "model.head=per_step")


@pytest.mark.parametrize(
    ("assignments", "problem", "hint"),
    [
        (
            ["model.head=per_step"],
            "model.head cannot be per_step with the data set reviews and these settings.",
            "Set model.head to softmax.",
        ),
        (
            ["dataset.name=cumulative_sum"],
            "model.head cannot be sigmoid with the data set cumulative_sum and these settings.",
            "Set model.head to per_step.",
        ),
        (
            ["model.direction=four_directions"],
            "model.direction cannot be four_directions with the data set reviews and these settings.",
            "Set model.direction to bidirectional.",
        ),
        (
            ["dataset.name=digits", "model.head=softmax", "train.batching=by_length"],
            "train.batching cannot be by_length with the data set digits and these settings.",
            "Set train.batching to padded.",
        ),
        (
            ["train.validation_split=0"],
            "train.early_stopping_patience cannot be 2 with the data set reviews and these settings.",
            "Set train.validation_split above 0, or train.early_stopping_patience to none.",
        ),
        (
            ["train.validation_split=0", "train.early_stopping_patience=none", "train.schedule=on_plateau"],
            "train.schedule cannot be on_plateau with the data set reviews and these settings.",
            "Set train.validation_split above 0, or train.schedule to cosine.",
        ),
        (
            [*SUMS, "train.class_weight=balanced"],
            "train.class_weight cannot be balanced with the data set cumulative_sum and these settings.",
            "Set train.class_weight to equal.",
        ),
        (
            [*SUMS, "train.label_smoothing=0.1"],
            "train.label_smoothing cannot be 0.1 with the data set cumulative_sum and these settings.",
            "Set train.label_smoothing to 0.",
        ),
        (
            ["train.validation_split=0", "train.early_stopping_patience=none", "train.monitor=val_macro_f1"],
            "train.monitor cannot be val_macro_f1 with the data set reviews and these settings.",
            "Set train.validation_split above 0, or train.monitor to val_loss.",
        ),
        (
            ["model.decoding=crf"],
            "model.decoding cannot be crf with the data set reviews and these settings.",
            "Set model.decoding to independent.",
        ),
        (
            ["model.pooling=mean"],
            "model.pooling cannot be mean with the data set reviews and these settings.",
            "Set train.batching to by_length, or model.pooling to last.",
        ),
        (
            ["model.reset_every=100"],
            "model.reset_every cannot be 100 with the data set reviews and these settings.",
            "Set train.batching to by_length, or model.reset_every to none.",
        ),
        (
            ["model.direction=unordered"],
            "model.direction cannot be unordered with the data set reviews and these settings.",
            "Set model.pooling to max_mean, or choose another direction.",
        ),
        (
            ["model.head=multi_label"],
            "model.head cannot be multi_label with the data set reviews and these settings.",
            "Set dataset.label_separator to the character between the labels, or model.head to softmax.",
        ),
        (
            TAGS,
            "model.head cannot be sigmoid with the data set file and these settings.",
            "Set model.head to multi_label, or dataset.label_separator to none.",
        ),
        (
            [*TAGS, "model.head=multi_label", "text.priors=linear"],
            "text.priors cannot be linear with the data set file and these settings.",
            "Set text.priors to none.",
        ),
        (
            [*TAGS, "model.head=multi_label", "text.augmentation=negation"],
            "text.augmentation cannot be negation with the data set file and these settings.",
            "Set text.augmentation to none.",
        ),
        (
            ["text.tokenizer=characters", "text.augmentation=negation"],
            "text.augmentation cannot be negation with the data set reviews and these settings.",
            "Set text.tokenizer to words, or text.augmentation to none.",
        ),
        (
            [*TAGS, "model.head=multi_label", "train.class_weight=balanced"],
            "train.class_weight cannot be balanced with the data set file and these settings.",
            "Set train.class_weight to equal.",
        ),
        (
            ["model.embeddings=glove"],
            "model.embedding_dim cannot be 64 with the data set reviews and these settings.",
            "Set model.embedding_dim to 50.",
        ),
        (
            ["text.tokenizer=subwords", "model.embeddings=glove", "model.embedding_dim=50"],
            "model.embeddings cannot be glove with the data set reviews and these settings.",
            "Set text.tokenizer to words, or model.embeddings to random.",
        ),
        (
            ["model.embeddings=file"],
            "model.embeddings_path cannot be empty with the data set reviews and these settings.",
            "Set model.embeddings_path to a text file of word vectors.",
        ),
    ],
)
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
