import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import RunConfig
from core.errors import ConfigError
from core.runs.study import MAX_ARMS, StudyPlan, grid_arms, usual_values, variable_settings


def test_every_combination_of_the_values_is_an_arm():
    arms = grid_arms(["model.cell=LSTM,GRU", "model.units=16, 64"])
    assert arms == (
        "model.cell=LSTM model.units=16",
        "model.cell=LSTM model.units=64",
        "model.cell=GRU model.units=16",
        "model.cell=GRU model.units=64",
    )
    labels = StudyPlan(RunConfig(), arms).labels
    assert list(labels.values()) == ["LSTM, 16 units", "LSTM, 64 units", "GRU, 16 units", "GRU, 64 units"]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_a_grid_has_the_product_of_its_numbers_of_values(sizes):
    names = ("model.units", "train.epochs", "train.batch_size")
    lines = [f"{name}={','.join(map(str, range(1, size + 1)))}" for name, size in zip(names, sizes, strict=False)]
    number = 1
    for size in sizes:
        number *= size
    if 2 <= number <= MAX_ARMS:
        assert len(set(grid_arms(lines))) == number
    else:
        with pytest.raises(ConfigError, match=f"has {number} arm"):
            grid_arms(lines)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "The grid has 0 settings"),
        (["model.cell"], "'model.cell' is no setting of a grid"),
        (["cell=GRU,LSTM"], "'cell=GRU,LSTM' is no setting of a grid"),
        (["model.units=1,2", "model.units=3,4"], "names model.units twice"),
        (["model.units=1,2"] + [f"train.{key}=1,2" for key in ("epochs", "batch_size", "seed")], "has 4 settings"),
        (["model.units=1"], "has 1 arm. .* Name more values"),
        ([f"model.units={','.join(map(str, range(1, 10**5)))}"], "has 99,999 arms. .* Name fewer values"),
    ],
)
def test_what_is_no_grid_is_refused(lines, message):
    with pytest.raises(ConfigError, match=message):
        grid_arms(lines)


@pytest.mark.parametrize("name", variable_settings(RunConfig()))
def test_usual_values_of_every_setting_are_possible(name):
    values = usual_values(RunConfig(), name)
    assert len(set(values)) == len(values) > 0
    for value in values:
        RunConfig().with_settings([f"{name}={value}"])


def test_the_only_usual_file_of_word_vectors_is_the_present_one():
    config = RunConfig().with_settings(["model.embeddings=file", "model.embeddings_path=vectors.txt"])
    assert usual_values(config, "model.embeddings_path") == ("vectors.txt",)


def test_usual_values_of_some_settings_are_around_the_present_one():
    assert usual_values(RunConfig(), "model.units") == ("16", "32", "64")
    assert usual_values(RunConfig(), "train.kernel") == ("auto", "bfloat16")  # others give the same numbers
    assert usual_values(RunConfig(), "train.validation_split") == ("0.05", "0.1", "0.2")
    assert usual_values(RunConfig(), "train.label_smoothing") == ("0", "0.1")
    assert usual_values(RunConfig(), "text.lower") == ("true", "false")
    assert "four_directions" not in usual_values(RunConfig(), "model.direction")
    own_file = RunConfig().with_settings(["dataset.name=file", "dataset.path=a.csv"])
    assert usual_values(own_file, "dataset.train_rows") == ("500", "1000", "2000", "none")
