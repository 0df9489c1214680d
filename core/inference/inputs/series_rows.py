"""Series rows: all series of a file with the predictions of networks, and how many are right."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.sources.series.layouts.long_rows import SeriesColumns
from core.data.sources.series.layouts.series_file import read_series
from core.data.sources.series.layouts.series_table import SeriesTable
from core.data.sources.series.missing_values import fill_missing
from core.data.tables.labels import classes_of_labels
from core.errors import DatasetError, InputError
from core.evaluation.statistics.means import wilson
from core.inference.inputs.series import read_scaling, score_series
from core.inference.scorer import Scorer
from core.system.formatting import counted

TRUE_LABEL = "true_label"


class SeriesNetwork(NamedTuple):
    """A network that scores series, and the settings of the data that it was trained on."""

    run_id: str
    name: str
    dataset: DatasetConfig
    scorer: Scorer


def read_series_to_score(path: Path, dataset: DatasetConfig, columns: SeriesColumns) -> SeriesTable:
    """The series of a file in any layout that training reads; labels may be missing.

    Raises:
        InputError: when the file cannot be read as series; it names the line.
    """
    try:
        return read_series(path, dataset, columns, needs_labels=False)
    except DatasetError as error:
        raise InputError(*error.args) from None


def score_rows(table: SeriesTable, networks: Sequence[SeriesNetwork]) -> pd.DataFrame:
    """A row for each series: its number in the file, any true label, and the label and probabilities of each network.

    With several networks, the columns of each are prefixed with the id of its run.

    Raises:
        InputError: when a network reads another number of channels, or a missing value cannot be filled.
    """
    columns: dict[str, Any] = {table.unit: table.rows, "num_steps": [len(one) for one in table.values]}
    if any(table.labels):
        columns[TRUE_LABEL] = table.labels
    for network in networks:
        prefix = f"{network.run_id}: " if len(networks) > 1 else ""
        scores = score_series(network.scorer, _filled(table, network))
        columns[f"{prefix}label"] = [score.label for score in scores]
        columns[f"{prefix}probability"] = [score.probability for score in scores]
        for name in network.scorer.class_names:
            columns[f"{prefix}p_{name}"] = [score.probabilities[name] for score in scores]
    return pd.DataFrame(columns)


def summary_of(table: SeriesTable, frame: pd.DataFrame, networks: Sequence[SeriesNetwork]) -> dict[str, Any]:
    """How many series were scored and, where the file has labels, how many of these are right by each network."""
    models = []
    for network in networks:
        predicted = frame[f"{network.run_id}: label" if len(networks) > 1 else "label"]
        document: dict[str, Any] = {
            "run_id": network.run_id,
            "name": network.name,
            "class_counts": {name: int((predicted == name).sum()) for name in network.scorer.class_names},
            "labelled": None,
        }
        if TRUE_LABEL in frame:
            document["labelled"] = _accuracy(frame[TRUE_LABEL], predicted, network)
        models.append(document)
    return {"num_rows": len(frame), "notes": list(table.reading.notes), "models": models}


def _accuracy(labels: pd.Series, predicted: pd.Series, network: SeriesNetwork) -> dict[str, Any] | None:
    """The share of right predictions among series whose label is a class of the network, with its Wilson interval."""
    numbers = {str(label): int(size) for label, size in labels.value_counts().items()}
    names = classes_of_labels(numbers, network.dataset.model_copy(update={"classes": None})).names
    classes = labels.map(dict(names) | dict(network.dataset.class_rules))
    is_known = classes.isin(network.scorer.class_names)
    if not is_known.any():
        return None
    right = (classes[is_known] == predicted[is_known]).to_numpy()
    low, high = wilson(float(right.mean()), len(right))
    return {
        "num_labelled": len(right),
        "num_unknown_labels": int((~is_known & (labels != "")).sum()),
        "accuracy": float(right.mean()),
        "accuracy_low": low,
        "accuracy_high": high,
    }


def _filled(table: SeriesTable, network: SeriesNetwork) -> list[np.ndarray]:
    number = read_scaling(network.scorer).num_channels
    if len(table.channels) != number:
        raise InputError(
            f"{table.name} has {counted(len(table.channels), 'channel', 'channels')}.",
            f"The network of run {network.run_id} reads {counted(number, 'channel', 'channels')}.",
            "Choose another file or run.",
        )
    try:
        return [
            fill_missing(values, network.dataset.missing, table.place(place))
            for place, values in enumerate(table.values)
        ]
    except DatasetError as error:
        raise InputError(*error.args) from None
