"""Series recipes: networks that classify series of numbers."""

from core.config import RunConfig
from core.recipes.recipe import PREFIXES, Recipe, direction_title


def _series(direction: str) -> Recipe:
    values = {
        "dataset": {"name": "gun_point"},
        "model": {
            "cell": "LSTM", "direction": direction, "units": 32, "head": "softmax", "pooling": "max_mean",
            "spatial_dropout": 0.0,
        },
        "train": {
            "batching": "by_length", "epochs": 80, "batch_size": 16, "learning_rate": 0.005, "schedule": "one_cycle",
            "global_clipnorm": 1.0, "validation_split": 0.0, "early_stopping_patience": None,
        },
    }  # fmt: skip
    return Recipe(
        name=f"series-{PREFIXES[direction]}lstm",
        title=f"{direction_title('LSTM', direction)} on series",
        system="Classes of series, UCR and UEA",
        source="Ours, over series of the UCR and UEA archives, https://www.timeseriesclassification.com",
        config=RunConfig.from_dict(values),
        note="Any other packaged series or a file of your own can be its data.",
    )


SERIES_RECIPES = tuple(_series(direction) for direction in ("bidirectional", "forward"))
