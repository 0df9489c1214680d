import pytest

from core.config import RunConfig
from core.errors import ConfigError
from core.runs.search import SearchPlan, read_dimension, searchable_settings
from core.runs.search.usual_ranges import usual_range

CONFIG = RunConfig.from_dict({"train": {"monitor": "val_accuracy", "optimizer": "adamw"}})


@pytest.mark.parametrize("name", searchable_settings(CONFIG))
def test_the_usual_range_of_every_setting_can_be_searched(name):
    line = f"{name}={usual_range(CONFIG, name)}"
    if "," not in line and ".." not in line:  # only one value is possible beside the other settings
        with pytest.raises(ConfigError, match="only the value"):
            read_dimension(CONFIG, line)
        return
    dimension = read_dimension(CONFIG, line)
    assert SearchPlan(CONFIG, (line,), min(dimension.size, 3))


def test_learning_rate_and_units_have_ranges():
    assert usual_range(CONFIG, "train.learning_rate") == "1e-4..1e-2"
    assert usual_range(CONFIG, "model.head_dropout") == "0..0.5"
    assert usual_range(CONFIG, "model.cell") == "SimpleRNN, GRU, LSTM"
