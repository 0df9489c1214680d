"""Texts with several labels: a word tells each label, so that a small network learns them."""

import random
from pathlib import Path

from core.config import RunConfig

WORDS = {"food": ("soup", "bread"), "money": ("bank", "stock"), "sport": ("goal", "team")}
LABELS = tuple(WORDS)


def tagged_config(folder: Path, *settings: str, num_rows: int = 150) -> RunConfig:
    """A small run on these texts, written into a folder; one text in eight has no label."""
    draw = random.Random(0)
    lines = ["text,tags"]
    for number in range(num_rows):
        labels = [label for place, label in enumerate(LABELS) if number >> place & 1]
        words = [draw.choice(("then", "very", "some")) for _ in range(3)] + [draw.choice(WORDS[one]) for one in labels]
        draw.shuffle(words)
        lines.append(f"{' '.join(words)} {number},{'|'.join(labels)}")
    path = folder / "tags.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    values = {
        "dataset": {"name": "file", "path": str(path), "label_separator": "|"},
        "text": {"num_words": 60, "maxlen": 8},
        "model": {
            "direction": "unordered",
            "pooling": "max",
            "embedding_dim": 6,
            "head": "multi_label",
            "spatial_dropout": 0.0,
        },
        "train": {"epochs": 4, "batch_size": 8, "learning_rate": 0.1, "batching": "by_length"},
    }
    return RunConfig.from_dict(values).with_settings(settings)
