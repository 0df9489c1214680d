import pytest

from core.config import RunConfig
from pages.train.cautions import DataFacts, cautions, fixes


def warnings(*settings: str, with_twin: bool = False, **facts) -> dict[str, str]:
    return cautions(RunConfig().with_settings(settings).to_dict(), DataFacts(**facts), with_twin)


def test_the_defaults_need_no_warning():
    assert warnings(with_twin=True) == {}


@pytest.mark.parametrize(
    ("direction", "padding", "with_twin", "is_warned"),
    [
        ("forward", "post", False, True),
        ("forward", "pre", False, False),
        ("backward", "pre", False, True),
        ("backward", "post", True, False),
        ("two_forward", "post", True, True),
        ("two_forward", "pre", False, False),
        ("bidirectional", "post", False, False),
        ("bidirectional", "post", True, True),
    ],
)
def test_a_network_that_processes_padding_last_gets_a_warning(direction, padding, with_twin, is_warned):
    settings = (f"model.direction={direction}", f"text.padding={padding}")
    assert ("text.padding" in warnings(*settings, with_twin=with_twin)) == is_warned
    assert "text.padding" not in warnings(*settings, "train.batching=by_length", with_twin=with_twin)


@pytest.mark.parametrize(("num_classes", "is_warned"), [(None, False), (2, False), (3, True)])
def test_a_sigmoid_head_needs_two_classes(num_classes, is_warned):
    assert ("model.head" in warnings(num_classes=num_classes)) == is_warned
    assert "model.head" not in warnings("model.head=softmax", num_classes=num_classes)


def test_a_maxlen_that_truncates_most_texts_gets_a_warning_with_their_length():
    assert "83.1 %" in warnings(share_cut=0.831, median_length=174.0)["text.maxlen"]
    assert "174 words" in warnings(share_cut=0.831, median_length=174.0)["text.maxlen"]
    assert "text.maxlen" not in warnings(share_cut=0.4, median_length=174.0)


def test_few_rows_get_a_warning():
    assert "dataset.num_rows" in warnings(num_rows=499)
    assert "dataset.num_rows" not in warnings(num_rows=500)


@pytest.mark.parametrize(
    ("direction", "task", "is_warned"),
    [
        ("forward", "future", True),
        ("two_forward", "both", True),
        ("two_forward", "past", False),
        ("bidirectional", "both", False),
    ],
)
def test_forward_networks_that_need_later_values_get_a_warning(direction, task, is_warned):
    sequences = ("dataset.name=cumulative_sum", "model.head=per_step", f"dataset.target={task}")
    sentence = warnings(*sequences, f"model.direction={direction}").get("model.direction", "")
    assert ("a forward network has not processed yet, so it cannot learn them" in sentence) == is_warned


@pytest.mark.parametrize(
    ("smallest_class", "num_classes", "is_warned"), [(0.2, 2, True), (0.3, 2, False), (0.2, 4, False)]
)
def test_unbalanced_classes_get_a_warning_until_they_are_weighted_or_monitored(smallest_class, num_classes, is_warned):
    facts = {"smallest_class": smallest_class, "num_classes": num_classes}
    assert ("train.class_weight" in warnings("model.head=softmax", **facts)) == is_warned
    for setting in ("train.class_weight=balanced", "train.monitor=val_macro_f1"):
        assert "train.class_weight" not in warnings("model.head=softmax", setting, **facts)


@pytest.mark.parametrize(("num_rows", "is_warned"), [(None, False), (999, True), (1_000, False)])
def test_priors_of_few_rows_get_a_warning(num_rows, is_warned):
    assert ("text.priors" in warnings("text.priors=both", num_rows=num_rows)) == is_warned
    assert "text.priors" not in warnings(num_rows=num_rows)


@pytest.mark.parametrize(("num_classes", "is_warned"), [(None, False), (2, False), (3, True)])
def test_clauses_for_other_than_two_classes_get_a_warning(num_classes, is_warned):
    settings = ("text.augmentation=negation", "model.head=softmax")
    assert ("text.augmentation" in warnings(*settings, num_classes=num_classes)) == is_warned
    assert "text.augmentation" not in warnings("model.head=softmax", num_classes=num_classes)


def test_the_fix_of_each_contradiction_ends_it():
    parts = RunConfig().to_dict()
    parts["model"].update(direction="unordered", embeddings="glove")
    for name in ("model.direction", "model.embedding_dim"):
        assert name in cautions(parts, DataFacts(), with_twin=False)
        for part, settings in fixes(parts)[name].settings.items():
            parts[part].update(settings)
    assert cautions(parts, DataFacts(), with_twin=True) == {}
    assert RunConfig.from_dict(parts).train.batching == "by_length"


def test_segments_need_rows_by_length_and_the_head_all_of_them():
    parts = RunConfig().to_dict()
    parts["model"]["reset_every"] = 100
    for problem in ("counted from the first word", "the last segment of a text alone"):
        assert problem in cautions(parts, DataFacts(), with_twin=False)["model.reset_every"]
        for part, settings in fixes(parts)["model.reset_every"].settings.items():
            parts[part].update(settings)
    assert cautions(parts, DataFacts(), with_twin=False) == {}
    assert RunConfig.from_dict(parts).reset_every == 100


def test_images_pool_without_another_batching():
    images = ("dataset.name=digits", "model.head=softmax", "model.pooling=mean")
    assert warnings(*images) == {}
    parts = RunConfig().with_settings(images).to_dict()
    parts["model"].update(direction="unordered", pooling="last")
    assert fixes(parts)["model.direction"].settings == {"model": {"pooling": "max_mean"}}


def test_word_vectors_that_cannot_be_read_get_a_warning_and_no_fix(tmp_path):
    settings = ("model.embeddings=file", f"model.embeddings_path={tmp_path / 'none.txt'}")
    assert "cannot be read" in warnings(*settings)["model.embeddings_path"]
    assert "model.embedding_dim" not in fixes(RunConfig().with_settings(settings).to_dict())
