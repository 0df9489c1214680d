"""Verdicts on networks that label tokens: right tokens are counted, and sentences are resampled."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.__main__ import main
from core.comparison.comparison import compare_runs
from core.comparison.presentation.verdict_wording import failed_sentence
from core.comparison.rows.disagreements import confusion_rows, disagreements
from core.comparison.rows.span_results import span_results
from core.data.dataset import NO_LABEL
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import Predictions, labelled, read_predictions, write_predictions
from core.evaluation.tagging.coded_sentences import tags_of
from core.evaluation.tagging.span_metrics import span_metrics
from core.reports.report_panels import panels

LENGTHS = np.array([1, 9, 4, 6, 20] * 30, np.int32)
TOKENS = ("dataset.name=punctuation", "model.head=per_step", "train.batching=by_length")


@pytest.fixture
def runs(add_tested, store, monkeypatch, settings):
    """Three seeds of each of two arms; the second one is right about more tokens."""
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))
    labels = np.random.default_rng(0).choice(3, (len(LENGTHS), 20), p=[0.5, 0.3, 0.2])
    labels[np.arange(20) >= LENGTHS[:, None]] = NO_LABEL
    made = []
    for direction, share in (("forward", 0.7), ("bidirectional", 0.85)):
        for seed in (1, 2, 3):
            run = add_tested(direction, seed, [1] * len(LENGTHS), *TOKENS)
            random = np.random.default_rng((seed, direction == "forward"))
            wrong = random.random(labels.shape) > share
            probabilities = np.full((*labels.shape, 3), 0.1, np.float32)
            np.put_along_axis(probabilities, np.where(wrong, (labels + 1) % 3, labels % 3)[..., None], 0.8, axis=2)
            write_predictions(Predictions(np.arange(len(LENGTHS)), labels, probabilities, LENGTHS), run.folder)
            metrics = classification_metrics(labels, probabilities)
            store._update(run.run_id, {"metrics": metrics})
            made.append(store.get(run.run_id))
    return made


def test_the_gap_is_one_of_tokens_with_an_interval_over_seeds_and_sentences(runs, settings):
    comparison = compare_runs(runs, settings.home)
    (verdict,) = comparison.verdicts
    accuracies = [np.mean([run.metrics["test_accuracy"] for run in some]) for some in (runs[:3], runs[3:])]
    assert verdict.estimate.mean == pytest.approx(accuracies[1] - accuracies[0])
    assert verdict.estimate.low < 0.15 < verdict.estimate.high
    assert (verdict.estimate.num_rows, verdict.noun) == (len(LENGTHS), "sentences")
    assert verdict.decision == "better"
    one = comparison.predictions[runs[0].run_id]
    actual, _ = labelled(one.labels, one.probabilities)
    assert verdict.majority == np.bincount(actual).max() / LENGTHS.sum()
    (f1,) = comparison.intervals.differences_of("test_f1")
    of_runs = [np.mean([run.metrics["test_f1"] for run in some]) for some in (runs[:3], runs[3:])]
    assert f1.estimate.mean == pytest.approx(of_runs[1] - of_runs[0])
    assert comparison.confusion(comparison.arms[0].name).sum() == LENGTHS.sum()


def test_a_network_is_right_about_a_sentence_when_all_of_its_tokens_are(runs, settings):
    comparison = compare_runs(runs, settings.home)
    (verdict,) = comparison.verdicts
    a, b = (comparison.predictions[run.run_id].all_right for run in (runs[0], runs[3]))
    (first, *_) = verdict.between
    assert (first.test.only_a, first.test.only_b) == (int(np.sum(a & ~b)), int(np.sum(~a & b)))
    one, other = (comparison.predictions[run.run_id] for run in (runs[0], runs[3]))
    frame = disagreements([one], [other], None).sort_values("row")
    assert frame["row"].tolist() == np.flatnonzero(a != b).tolist()
    assert frame["which"].tolist() == np.where(a, "only a right", "only b right")[a != b].tolist()
    assert frame["confidence"].tolist() == pytest.approx([0.8] * len(frame))
    cell = confusion_rows([one], None, 0, 1).set_index("row")["share"]
    inside = ((one.labels == 0) & (one.predicted == 1)).sum(axis=1) / LENGTHS
    assert cell.to_dict() == pytest.approx({row: share for row, share in enumerate(inside) if share})


def test_networks_that_share_no_test_sentence_are_shown_without_a_verdict(runs, settings):
    for run in runs[3:]:
        tested = read_predictions(run.folder)
        write_predictions(replace(tested, rows=tested.rows + 1_000), run.folder)
    comparison = compare_runs(runs, settings.home)
    assert "no_shared_rows" in [note.kind for note in comparison.notes]
    assert not comparison.verdicts


def test_the_report_has_labels_and_sentences_instead_of_rows(runs, settings):
    comparison = compare_runs(runs, settings.home)
    by_title = {panel.title: panel for panel in panels(comparison, {}, comparison.verdicts[0])}
    assert by_title["Accuracy and differences"].text.startswith("Macro F1 of bidirectional SimpleRNN 4 minus that of")
    assert "test sentences have a token that only one arm labels correctly" in by_title["Disagreements"].text
    (table,) = by_title["Disagreements"].tables
    assert table.columns[1] == "token: actual label (forward SimpleRNN 4 | bidirectional SimpleRNN 4)"
    assert "token 1: " in " ".join(row[1] for row in table.rows)
    of_labels = by_title["Confusion matrices"].tables[0]
    assert of_labels.columns[:3] == ("Label", "Tokens", "forward SimpleRNN 4: precision (%)")
    assert sum(row[1] for row in of_labels.rows) == LENGTHS.sum()


def test_the_command_line_adds_macro_f1(runs, capsys):
    assert main(["compare", *(run.run_id for run in runs)]) == 0
    output = capsys.readouterr().out
    assert "Macro F1 of bidirectional SimpleRNN 4 minus that of forward SimpleRNN 4: +" in output
    assert "3 seeds, 150 sentences)." in output
    assert output.count("; macro F1 ") == 2
    assert "only one of them has all tokens right" in output


@pytest.fixture
def tagged(runs, store):
    """The same runs, whose classes are tags of spans."""
    for run in runs:
        store.describe(run.run_id, data={**run.data, "class_names": ["O", "B-per", "I-per"]})
    return [store.get(run.run_id) for run in runs]


def test_spans_are_scored_by_type_with_an_interval_of_their_f1(tagged, settings):
    comparison = compare_runs(tagged, settings.home)
    names = [arm.name for arm in comparison.arms]
    tables = [span_results(comparison, name).set_index("type") for name in names]
    for name, table in zip(names, tables, strict=True):
        assert table.index.tolist() == ["per", "all types", "all types, ends alone"]
        scores = [span_metrics(*(tags(values) for values in (one.labels, one.predicted))).overall
                  for one in comparison.predictions_of(name)]  # fmt: skip
        assert table["f1"]["all types"] == pytest.approx(np.mean([one.f1 for one in scores]))
        assert table["recall"]["per"] == pytest.approx(np.mean([one.recall for one in scores]))
        assert table["spans"]["per"] == scores[0].actual
    (f1,) = comparison.intervals.differences_of("test_span_f1")
    assert f1.estimate.mean == pytest.approx(tables[1]["f1"]["all types"] - tables[0]["f1"]["all types"])
    assert f1.estimate.low < f1.estimate.mean < f1.estimate.high


def tags(labels):
    return tags_of(labels, ("O", "B-per", "I-per"))


def test_the_command_line_and_the_report_have_the_spans_of_each_arm(tagged, capsys, tmp_path):
    ids = [run.run_id for run in tagged]
    assert main(["compare", *ids, "--report", str(tmp_path / "report.html")]) == 0
    output = capsys.readouterr().out
    assert "Span F1 of bidirectional SimpleRNN 4 minus that of forward SimpleRNN 4: +" in output
    assert output.count("all types, ends alone") == 2
    assert "Test spans" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert main(["compare", *ids, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["types"][0]["type"] for one in document["spans"]] == ["per", "per"]


def test_labels_that_mark_no_spans_have_no_table_of_spans(runs, settings):
    comparison = compare_runs(runs, settings.home)
    assert span_results(comparison, comparison.arms[0].name).empty
    assert comparison.intervals.differences_of("test_span_f1") == []


def test_macro_f1_above_chance_is_learning_at_the_accuracy_of_the_majority(runs, settings, store):
    def retested(run, labels, probabilities):
        """The run with other predictions and their metrics."""
        write_predictions(Predictions(np.arange(len(LENGTHS)), labels, probabilities, LENGTHS), run.folder)
        store._update(run.run_id, {"metrics": classification_metrics(labels, probabilities)})
        return store.get(run.run_id)

    random = np.random.default_rng(1)
    labels = random.choice(3, (len(LENGTHS), 20), p=[0.9, 0.06, 0.04])
    labels[np.arange(20) >= LENGTHS[:, None]] = NO_LABEL
    for place, run in enumerate(runs):
        is_forward = run.config.model.direction == "forward"
        predicted = np.where((labels == 1) & (random.random(labels.shape) < 0.5), 1, 0)
        predicted[(labels == 0) & (random.random(labels.shape) < 0.05)] = 1
        predicted = np.where(is_forward, predicted, np.where(random.random(labels.shape) < 0.9, labels, predicted))
        runs[place] = retested(run, labels, np.eye(3, dtype=np.float32)[np.maximum(predicted, 0)])
    (verdict,) = compare_runs(runs, settings.home).verdicts
    assert not verdict.failed_a
    assert not verdict.failed_b
    assert verdict.decision == "better"
    constant = np.eye(3, dtype=np.float32)[np.zeros_like(labels)]
    runs[:3] = [retested(run, labels, constant) for run in runs[:3]]
    (verdict,) = compare_runs(runs, settings.home).verdicts
    assert verdict.failed_a == (1, 2, 3)
    assert "and macro F1 is not above chance" in failed_sentence(verdict)
