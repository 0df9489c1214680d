"""The model card of a run: what its network was trained on, how good it is, what it is for and where it fails."""

import json
from collections.abc import Iterator, Sequence

from core.catalog import source_of
from core.config import flatten
from core.data.reading import stored_notes
from core.errors import RunStateError
from core.evaluation.calibration import calibration_sentence
from core.evaluation.statistics import wilson
from core.inference.decision_rule import DecisionRule, Rule
from core.models.architecture import is_bidirectional
from core.models.parity import parity_tolerance
from core.runs.demo.bundled import is_demo
from core.runs.run import Run
from core.system.versions import versions
from core.training.history import Epoch, best_epoch

_METRICS = {
    "test_accuracy": "accuracy", "test_loss": "log loss", "test_f1": "macro F1", "test_micro_f1": "micro F1",
    "test_label_accuracy": "label accuracy (1 minus the Hamming loss)",
    "test_span_precision": "precision of spans", "test_span_recall": "recall of spans", "test_span_f1": "F1 of spans",
    "test_unknown_accuracy": "accuracy on words that no training sentence has",
    "test_threshold_f1": "macro F1 with the thresholds of `threshold.json`",
    "test_threshold_micro_f1": "micro F1 with these thresholds",
}  # fmt: skip
_INPUTS = {
    "text": 'texts, `python predict.py "A film to remember."`',
    "image": "images, `python predict.py digits.npy`",
    "sequence": 'sequences of numbers, `python predict.py "0.1, 0.5, -0.3"`',
    "series": 'series of numbers, `python predict.py "0.1, 0.5, -0.3"`, with a colon between two channels',
    "tokens": 'sentences, each of whose tokens gets a label, `python predict.py "A sentence"`',
}
_TRANSITIONS = {
    "legal": "`transitions.npz`: which label may follow which, for the most probable sequence that is allowed.",
    "crf": "`transitions.npz`: the scores of the conditional random field, of each label after each other one and at "
    "the start and end of a sentence. The network gives emissions; `predict.py` makes labels and marginal "
    "probabilities of them.",
}


def model_card(run: Run, epochs: Sequence[Epoch], class_names: Sequence[str], rule: Rule | None = None) -> str:
    """The card as Markdown, with the sections of Mitchell et al. 2019 (https://doi.org/10.1145/3287560.3287596).

    Names, notes and settings that users typed appear as code, so that no Markdown in them is rendered.

    Args:
        rule: the thresholds that the bundle's program applies.
    """
    sections = {
        f"Model card: {_literal(run.name)}": [_summary(run)],
        "How to use it": _usage(run, rule),
        "Data": _data(run, class_names),
        "Evaluation": _evaluation(run),
        "Training": _training(run, epochs),
        "Intended use": _intended_use(),
        "Limitations": _limitations(run),
        "Versions": _versions(run),
    }
    return "\n".join(_markdown(sections))


def _markdown(sections: dict[str, list[str]]) -> Iterator[str]:
    for number, (title, lines) in enumerate(sections.items()):
        yield f"{'##' if number else '#'} {title}\n"
        yield from (f"- {line}" if number else line for line in lines)
        yield ""


def _summary(run: Run) -> str:
    model = run.config.model
    merge = f", merged by {model.merge_mode}" if is_bidirectional(model) else ""
    size = "" if run.num_params is None else f" {run.num_params:,} parameters."
    return (
        f"A recurrent network: {model.num_layers} {model.cell} layer{'s' * (model.num_layers > 1)} of {model.units} "
        f"units, direction {model.direction}{merge}.{size} Trained with Bothways, run {run.run_id}."
    )


def _usage(run: Run, rule: Rule | None) -> list[str]:
    keras = "`model.keras`: the same network for Keras, without custom objects."
    if not (run.folder / "model.keras").is_file():
        keras = "`model.keras` is not part of this zip: " + (
            "the demo ships without it; train it again with the settings in `run.json`." if is_demo(run) else
            "the run has no such file."
        )  # fmt: skip
    largest = f"{parity_tolerance(run.config):.5f}".rstrip("0")
    compared = "emissions" if run.config.model.has_crf else "probabilities"
    return [
        f"`pip install -r requirements.txt`, then `predict.py` scores {_INPUTS[run.config.dataset.kind]}; "
        "without arguments it reads lines from standard input. It prints one JSON document per line.",
        f"`model.onnx`: the network for ONNX Runtime. At export, before calibration, its {compared} for 64 test "
        f"{_noun(run)} differed from Keras' by at most {largest}.",
        *(["`vocabulary.json`: the vocabulary."] if run.config.dataset.has_words else []),
        *(["`scaling.json`: how each channel is scaled."] if run.config.dataset.kind == "series" else []),
        *(["`priors.npz`: the numbers of words, pairs and triples of words."] if run.config.has_priors else []),
        *([_TRANSITIONS[run.config.model.decoding]] if run.config.model.decoding in _TRANSITIONS else []),
        *([_decision(rule)] if isinstance(rule, DecisionRule) else []),
        "`run.json`: all settings, epochs and metrics.",
        keras,
    ]


def _decision(rule: DecisionRule) -> str:
    return (
        "`threshold.json`: the threshold stored with the run. The `decision` of `predict.py` is "
        f"{_literal(rule.positive)} above a probability of {rule.threshold:g}; the `label` is the more probable class."
    )


def _data(run: Run, class_names: Sequence[str]) -> list[str]:
    data = run.config.dataset
    has_stand_in = run.data.get("stand_in")
    return [
        f"Data: {_literal(run.data.get('name') or data.name)}, fingerprint {run.data.get('fingerprint', 'unknown')}.",
        f"Origin: {'other data were used instead, see the notes' if has_stand_in else source_of(data).citation}.",
        *(f"Note: {_literal(note)}" for note in stored_notes(run.data)),
        f"Classes: {', '.join(map(_literal, class_names))}.",
        f"Split: {_split(run)}",
        *_sizes(run),
        *filter(None, [run.near_duplicates_note]),
    ]


def _has_published_split(run: Run) -> bool:
    is_published = source_of(run.config.dataset).test_part != "split" and not run.data.get("stand_in")
    return is_published or bool(run.reading.parts.get("test"))


def _split(run: Run) -> str:
    data, share = run.config.dataset, run.config.train.validation_split
    validation = f"{share:.0%} of the remaining {_noun(run)} for validation" if share else "no validation set"
    if share and run.reading.parts.get("validation"):
        validation = "the data set's own validation set"
    seed = f"seed {data.seed}" + (f", split {data.split}" if data.split else "")
    if data.train_rows:
        validation += f", {data.train_rows:,} of the rest for training"
    if _has_published_split(run):
        return f"the data set's own test set; {validation}; {seed}."
    stratified = ", stratified by class" if data.stratify and data.kind in ("text", "image", "series") else ""
    return f"{data.test_size:.0%} of the {_noun(run)} for the test set{stratified}; {validation}; {seed}."


def _noun(run: Run) -> str:
    return "sentences" if run.config.dataset.kind == "tokens" else "rows"


def _sizes(run: Run) -> list[str]:
    num_test = run.metrics.get("num_test")
    if num_test is None:
        return []
    of_all = (
        ""
        if _has_published_split(run)
        else f", of about {num_test / run.config.dataset.test_size:,.0f} {_noun(run)} in all"
    )
    return [f"Sizes: N = {num_test:,.0f} test {_noun(run)}{of_all}."]


def _evaluation(run: Run) -> list[str]:
    metrics, number = run.metrics, run.metrics.get("num_steps", run.metrics.get("num_test"))
    if number is None:
        return ["No metrics were computed."]
    counted = "steps" if "num_steps" in metrics else "rows"
    lines = [f"Test {name}: {metrics[key]:.3f}" for key, name in _METRICS.items() if key in metrics]
    has_interval = run.config.dataset.kind != "tokens"  # the tokens of a sentence are right and wrong together
    if has_interval:
        low, high = wilson(metrics["test_accuracy"], number)
        lines[0] += f", 95 % interval {low:.3f} to {high:.3f} (N = {number:,.0f} test {counted}, Wilson)"
    else:
        lines[0] += f" (N = {number:,.0f} test tokens)"
    if "temperature" in metrics:
        lines.append(
            f"{calibration_sentence(metrics, run.config)} `model.onnx` and `predict.py` give calibrated probabilities, "
            "`model.keras` gives those before calibration."
        )
    note = "The interval covers the sampling of test rows, not the variation between seeds."
    return [*lines, note] if has_interval else lines


def _training(run: Run, epochs: Sequence[Epoch]) -> list[str]:
    best = best_epoch(epochs, run.config.train.monitor)
    number = "1 epoch" if len(epochs) == 1 else f"{len(epochs)} epochs"
    length = [] if best is None else [f"{number}; the weights are those of epoch {best.epoch}."]
    duration = [] if run.seconds is None else [f"{run.seconds:.0f} seconds."]
    settings = (f"`{name}` = {_literal(str(value))}" for name, value in flatten(run.config.without_path()).items())
    return [*length, *duration, *settings]


def _intended_use() -> list[str]:
    return [
        "Comparing directions of recurrent networks, teaching, and as a starting point for experiments.",
        "Not for decisions about people.",
    ]


def _limitations(run: Run) -> list[str]:
    limitations = [
        "Trained on one data set; its accuracy on other data is unknown.",
        "It always predicts one of its classes, even where none fits.",
        "One run with one seed: the same settings with another seed give different numbers.",
    ]
    if "temperature" not in run.metrics:
        limitations.append(calibration_sentence(run.metrics, run.config))
    if not run.config.dataset.has_words:
        return limitations
    text = run.config.text
    unknown = "are replaced by one out-of-vocabulary token" if text.oov else "are dropped"
    maxlen = _maxlen(run) if run.config.dataset.kind == "text" else None  # sentences are read whole
    limitations.append(f"It knows at most {text.num_words:,} words; others {unknown}.")
    if maxlen is not None:
        side = {"pre": "end", "post": "beginning", "head_tail": "beginning and end"}[text.truncating]
        limitations.append(f"Texts longer than {maxlen:,} words are truncated; it reads their {side}.")
    return limitations


def _maxlen(run: Run) -> int | None:
    """Where texts are cut: the setting, or the longest training text, which the network's file records."""
    if run.config.text.maxlen is not None:
        return run.config.text.maxlen
    from core.inference.scorer import Scorer

    try:
        return Scorer(run.folder, run.config).text_config.maxlen
    except RunStateError:  # a card without this line is better than none
        return None


def _versions(run: Run) -> list[str]:
    """The versions and the processor that trained the network, where they are recorded; and those that export it."""
    trained = [environment.sentence for environment in run.environments]
    if trained and is_demo(run):
        return trained
    when = "trained" if is_demo(run) else "exported"
    numbers = json.loads((run.folder / "run.json").read_text("utf-8"))["versions"] if is_demo(run) else versions()
    return [
        *trained,
        f"{when.capitalize()} with {', '.join(f'{name} {version}' for name, version in numbers.items())}.",
    ]


def _literal(text: str) -> str:
    """A text that a user typed, as code, so that no Markdown in it is rendered."""
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"
