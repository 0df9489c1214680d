"""The summary of a batch of scored texts: class shares, confidence, uncertain rows, and accuracy where labels exist."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from core.data.tables.label_matching import match_labels
from core.data.tables.labels import classes_by_label
from core.data.tables.text_table import TextTable
from core.evaluation.metrics import confidence_histogram
from core.evaluation.statistics import wilson
from core.inference.batch import RunScores
from core.inference.decision_rule import LABEL_SEPARATOR, NO_LABEL
from core.system.formatting import frequent_classes, listed_classes, percent, short

NUM_BINS = 20
_NUM_LEAST_CERTAIN = 20
_MAX_PROBLEMS = 100
_MAX_UNMATCHED = 20
_EXCERPT = 300  # characters


def summarize(table: TextTable, scores: Sequence[RunScores]) -> dict[str, Any]:
    """The summary of a result, as plain values for JSON.

    `num_rows`, `num_scored`, `problems` (the first hundred, with `row` and `problem`), `num_problems`, `notes`,
    `num_agree` (rows for which all networks predict the same class; None for one network or for different classes),
    and for each of `models`: `run_id`, `name`, `direction`, `has_label_sets`, `class_counts`, `confidence` (scored rows
    by the probability of their label, in 20 equal bins from 0 to 1), `least_certain` (`row`, `text`, `label`,
    `probability`; each text once), `num_without_known`, `num_with_cut` and `labelled`.

    `labelled` is None without a label column, else `num_labelled`, `num_right`, `accuracy` with its 95 % interval
    (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953) `accuracy_low` and `accuracy_high`, macro `f1`,
    `confusion` by actual and predicted class (None for texts that may have several labels, which have `micro_f1` and
    `of_labels` instead), `meanings` of the labels, and `unmatched` labels with their rows counted.
    """
    problems = table.problems or {}
    return {
        "num_rows": len(table.frame),
        "num_scored": len(table.frame) - len(problems),
        "num_problems": len(problems),
        "problems": [{"row": row, "problem": problem} for row, problem in list(problems.items())[:_MAX_PROBLEMS]],
        "notes": list(table.notes),
        "num_agree": _num_agree(scores),
        "models": [_of_one(table, one) for one in scores],
    }


def agreement_sentence(summary: Mapping[str, Any]) -> str:
    """For how many rows all networks predict the same class; empty for one network, or for different classes."""
    if summary["num_agree"] is None or not summary["num_scored"]:
        return ""
    share = summary["num_agree"] / summary["num_scored"]
    return f"The networks agree on {summary['num_agree']:,} rows ({percent(share)})."


def class_counts_text(model: Mapping[str, Any]) -> str:
    """The rows of each predicted class, of many classes of the most frequent ones: `bad 1, good 3`."""
    counts = list(model["class_counts"].items())
    frequent = (counts[place] for place in frequent_classes([number for _, number in counts]))
    return listed_classes([f"{name} {number:,}" for name, number in frequent], len(counts))


def model_notes(model: Mapping[str, Any]) -> list[str]:
    """What a person should know beside the numbers of one network, as sentences; they quote labels of the file."""
    notes = []
    labelled = model["labelled"]
    if labelled:
        for label, rows in labelled["unmatched"].items():
            number = "1 row" if rows == 1 else f"{rows:,} rows"
            notes.append(f"The label {short(label)!r} ({number}) is not a class of the network; not counted.")
        if not labelled["num_labelled"]:
            classes = listed_classes(list(map(short, model["class_counts"])))
            notes.append(f"No row has a label that is a class. The classes are {classes}.")
        elif renamed := {label: name for label, name in labelled["meanings"].items() if label.strip() != name}:
            notes.append(f"Read as: {', '.join(f'{short(label)} = {short(name)}' for label, name in renamed.items())}")
    if number := model["num_without_known"]:
        rows = "1 row has" if number == 1 else f"{number:,} rows have"
        notes.append(f"{rows} no known word; {'its' if number == 1 else 'their'} score is meaningless.")
    if number := model["num_with_cut"]:
        rows = "1 row is" if number == 1 else f"{number:,} rows are"
        notes.append(f"{rows} longer than maxlen and {'was' if number == 1 else 'were'} truncated.")
    return notes


def _of_one(table: TextTable, scores: RunScores) -> dict[str, Any]:
    if scores.has_label_sets:
        counts = scores.predicted.sum(axis=0)
    else:
        counts = np.bincount(scores.predicted, minlength=len(scores.class_names))
    scored = scores.is_scored
    return {
        "run_id": scores.network.run_id,
        "name": scores.network.name,
        "direction": scores.network.direction,
        "has_label_sets": scores.has_label_sets,
        "class_counts": dict(zip(scores.class_names, counts.tolist(), strict=True)),
        "confidence": confidence_histogram(scores.confidence, NUM_BINS).tolist(),
        "least_certain": _least_certain(table, scores),
        "num_without_known": int((scores.num_known_words[scored] == 0).sum()),
        "num_with_cut": int((scores.num_cut[scored] > 0).sum()),
        "labelled": None if table.label_column is None else _measured(table, scores),
    }


def _least_certain(table: TextTable, scores: RunScores) -> list[dict[str, Any]]:
    """The rows with the least confidence, each text once."""
    rows = table.frame.index.to_numpy()[scores.is_scored]
    texts = table.texts.to_numpy(object)[scores.is_scored]
    labels, confidence = scores.labels, scores.confidence
    least: dict[str, dict[str, Any]] = {}
    for place in np.argsort(confidence, kind="stable"):
        if len(least) == _NUM_LEAST_CERTAIN:
            break
        row = {"row": int(rows[place]), "text": texts[place][:_EXCERPT], "label": labels[place] or NO_LABEL}
        least.setdefault(texts[place], row | {"probability": float(confidence[place])})
    return list(least.values())


def _meanings(labels: Iterable[str], scores: RunScores) -> dict[str, int | None]:
    """The class of each label: a label that `dataset.classes` merged or renamed for training means the class it became.

    A label whose rows were dropped has no class.
    """
    dataset = scores.network.config.dataset
    numbers = Counter(label for label in labels if label.strip())
    if not dataset.class_rules:
        return match_labels(numbers, scores.class_names)
    names = classes_by_label(numbers, dataset.model_copy(update={"min_class_rows": 1}))  # few rows are no reason here
    places = match_labels((name for name in names.values() if name), scores.class_names)
    return {label: places.get(name) if name else None for label, name in names.items()}


def _measured(table: TextTable, scores: RunScores) -> dict[str, Any]:
    return _labelled_sets(table, scores) if scores.has_label_sets else _labelled(table, scores)


def _labelled_sets(table: TextTable, scores: RunScores) -> dict[str, Any]:
    """Accuracy and mean F1 of texts that may have several labels; an empty cell has none of them.

    There is no confusion matrix; `of_labels` counts the texts with each label, those predicted to have it, and both.
    """
    cells = table.frame[table.label_column].to_numpy(object)[scores.is_scored]
    separator = scores.network.config.dataset.label_separator or LABEL_SEPARATOR
    parts = [[part.strip() for part in cell.split(separator) if part.strip()] for cell in cells]
    meanings = _meanings((part for row in parts for part in row), scores)
    actual, matched = np.zeros((len(parts), len(scores.class_names)), int), np.ones(len(parts), bool)
    for number, row in enumerate(parts):
        places = [meanings[part] for part in row]
        matched[number] = None not in places
        actual[number, [place for place in places if place is not None]] = 1
    actual, predicted = actual[matched], scores.predicted[matched]
    number, num_right = len(actual), int((actual == predicted).all(axis=1).sum())
    low, high = wilson(num_right / number, number) if number else (None, None)
    both, sizes = (actual * predicted).sum(axis=0), actual.sum(axis=0) + predicted.sum(axis=0)
    unmatched = Counter(part for row in parts for part in row if meanings[part] is None)
    return {
        "num_labelled": number,
        "num_right": num_right,
        "accuracy": num_right / number if number else None,
        "accuracy_low": low,
        "accuracy_high": high,
        "f1": float(np.mean(2 * both[sizes > 0] / sizes[sizes > 0])) if sizes.any() else None,
        "micro_f1": float(2 * both.sum() / sizes.sum()) if sizes.any() else None,
        "confusion": None,
        "of_labels": {
            name: {"actual": int(of_actual), "predicted": int(of_predicted), "both": int(of_both)}
            for name, of_actual, of_predicted, of_both in zip(
                scores.class_names, actual.sum(axis=0), predicted.sum(axis=0), both, strict=True
            )
        },
        "meanings": {label: scores.class_names[place] for label, place in meanings.items() if place is not None},
        "num_unmatched": sum(unmatched.values()),
        "unmatched": dict(unmatched.most_common(_MAX_UNMATCHED)),
    }


def _labelled(table: TextTable, scores: RunScores) -> dict[str, Any]:
    labels = table.frame[table.label_column].to_numpy(object)[scores.is_scored]
    meanings = _meanings(labels, scores)
    places = np.array([-1 if meanings.get(label) is None else meanings[label] for label in labels], int)
    matched = places >= 0
    num_classes = len(scores.class_names)
    confusion = np.zeros((num_classes, num_classes), np.int64)
    np.add.at(confusion, (places[matched], scores.predicted[matched]), 1)
    number, num_right = int(confusion.sum()), int(np.trace(confusion))
    low, high = wilson(num_right / number, number) if number else (None, None)
    sizes = confusion.sum(axis=0) + confusion.sum(axis=1)
    unmatched = Counter(label for label in labels if label.strip() and meanings[label] is None)
    return {
        "num_labelled": number,
        "num_right": num_right,
        "accuracy": num_right / number if number else None,
        "accuracy_low": low,
        "accuracy_high": high,
        "f1": float(np.mean(2 * np.diag(confusion)[sizes > 0] / sizes[sizes > 0])) if number else None,
        "confusion": confusion.tolist(),
        "meanings": {label: scores.class_names[place] for label, place in meanings.items() if place is not None},
        "num_unmatched": sum(unmatched.values()),
        "unmatched": dict(unmatched.most_common(_MAX_UNMATCHED)),
    }


def _num_agree(scores: Sequence[RunScores]) -> int | None:
    if len(scores) < 2 or len({(one.class_names, one.has_label_sets) for one in scores}) > 1:
        return None
    first, *others = (one.labels for one in scores)
    return int(np.all([first == other for other in others], axis=0).sum())
