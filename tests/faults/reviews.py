"""The data of the runs in an arena: short reviews with a telling word each, and a small network."""

import random
from pathlib import Path

from core.config import RunConfig

_WORDS = ["film", "plot", "actor", "scene", "music", "story", "end", "light"]
_TELLING = (("bad", ["dull", "awful"]), ("good", ["lovely", "great"]))


def tiny_config(folder: Path) -> RunConfig:
    """The settings of a run that trains six epochs in a second or two, on a file in this folder."""
    draw = random.Random(0)
    lines = ["text,label"]
    for number in range(120):
        label, telling = _TELLING[number % 2]
        lines.append(f"{' '.join([*draw.choices(_WORDS, k=4), draw.choice(telling), str(number)])},{label}")
    path = folder / "reviews.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return RunConfig.from_dict(
        {
            "dataset": {"name": "file", "path": str(path)},
            "text": {"num_words": 60, "maxlen": 8},
            "model": {"cell": "SimpleRNN", "direction": "forward", "units": 4, "embedding_dim": 4},
            "train": {"epochs": 6, "batch_size": 8, "learning_rate": 0.02, "early_stopping_patience": None},
        }
    )
