"""Take away: one zip with all that it takes to score with a run's network without Bothways, and its model card."""

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from core.catalog import source_of
from core.config import flatten
from core.data.tokenization import PADDING_ID, START_ID
from core.errors import RunStateError
from core.evaluation.statistics import wilson
from core.inference.scorer import Scorer
from core.runs.bundled import NETWORK_FILES, is_demo, write_description
from core.runs.run import Run
from core.settings import PROJECT_FOLDER
from core.source import Kind
from core.system.files import exporting, write_whole
from core.system.versions import versions
from core.training.history import Epoch, best_epoch

_FOLDER = PROJECT_FOLDER / "assets" / "take_away"

_METRICS = {"test_accuracy": "accuracy", "test_loss": "log loss", "test_f1": "macro F1"}
_READS = {
    "text": 'texts, `python predict.py "A film to remember."`',
    "image": "images, `python predict.py digits.npy`",
    "sequence": 'sequences of numbers, `python predict.py "0.1, 0.5, -0.3"`',
}


def take_away(run: Run, epochs: Sequence[Epoch], path: Path) -> None:
    """Write the zip of a finished run: network, vocabulary, `predict.py` with its requirements, and model card.

    `predict.py` needs numpy and onnxruntime alone and gives the numbers that `Scorer` gives. Files are read from disk
    into the zip one after the other, and the zip is whole or absent.

    Raises:
        RunStateError: when the run is not finished or its network is missing.
        ExportError: when `path` cannot be written.
    """
    if run.status != "finished":
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a finished run has a network to take away.",
            "Wait until it is finished, resume it, or choose another run.",
        )
    scorer = Scorer(run.folder, run.config)  # and it is known that the network can be read
    program, card = _program(run.config.dataset.kind, scorer), model_card(run, epochs, scorer.class_names)
    files = [run.folder / name for name in ("model.keras", *NETWORK_FILES) if (run.folder / name).is_file()]
    with tempfile.TemporaryDirectory(prefix="bothways-") as place:
        description = (run.folder if is_demo(run) else Path(place)) / "run.json"
        if not is_demo(run):
            write_description(description, run, epochs, scorer.class_names)
        with exporting(path):
            write_whole(lambda unfinished: _write(unfinished, [*files, description], program, card), path)


def model_card(run: Run, epochs: Sequence[Epoch], class_names: Sequence[str]) -> str:
    """What a network was trained on, how good it is, what it is for and where it ends, as Markdown.

    Follows Mitchell et al. 2019 (https://doi.org/10.1145/3287560.3287596). Whatever people typed stands letter by
    letter, never as Markdown.
    """
    sections = {
        f"Model card: {_literal(run.name)}": [_what(run)],
        "Use": _use(run),
        "Data": _data(run, class_names),
        "Measured": _measured(run),
        "Training": _training(run, epochs),
        "Intended use": _intended(),
        "Limits": _limits(run),
        "Versions": _versions(run),
    }
    return "\n".join(_markdown(sections))


def _write(path: Path, files: Sequence[Path], program: str, card: str) -> None:
    needs = "".join(f"{name}=={metadata.version(name)}\n" for name in ("numpy", "onnxruntime"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
        archive.writestr("predict.py", program)
        archive.writestr("requirements.txt", needs)
        archive.writestr("README.md", card)


def _program(kind: Kind, scorer: Scorer) -> str:
    """`predict.py`, about 30 lines; that of texts holds how this network reads them, and nothing of how others do."""
    if kind != "text":
        return (_FOLDER / f"predict_{kind}.py").read_text(encoding="utf-8")
    import jinja2  # only for who takes a network away

    template = (_FOLDER / "predict_text.py.jinja").read_text(encoding="utf-8")
    environment = jinja2.Environment(keep_trailing_newline=True, undefined=jinja2.StrictUndefined, autoescape=False)
    return environment.from_string(template).render(_reading(scorer))


def _reading(scorer: Scorer) -> dict[str, object]:
    """What `text.encode` does for this network, as expressions of Python."""
    vocabulary, text = scorer.vocabulary, scorer.text_config
    row = "[ids[word] for word in words if word in ids]"
    if vocabulary.oov:
        row = f"[ids.get(word, {vocabulary.oov_id}) for word in words if word]"
    if vocabulary.start:
        row = f"([{START_ID}] + {row})"
    if text.maxlen is not None:
        row += f"[-{text.maxlen}:]" if text.truncating == "pre" else f"[:{text.maxlen}]"
    padding = f"[{PADDING_ID}] * ({text.maxlen} - len(row))"
    padded = f"{padding} + row" if text.padding == "pre" else f"row + {padding}"
    if scorer.masked or text.maxlen is None:  # nothing is padded, but a text without any known word is one step of it
        padded = f"row or [{PADDING_ID}]"
    first_id = next(iter(vocabulary.word_index.values()), 0)
    return {"first_id": first_id, "lower": ".lower()" if vocabulary.lower else "", "row": row, "padded": padded}


def _markdown(sections: dict[str, list[str]]) -> Iterator[str]:
    for number, (title, lines) in enumerate(sections.items()):
        yield f"{'##' if number else '#'} {title}\n"
        yield from (f"- {line}" if number else line for line in lines)
        yield ""


def _what(run: Run) -> str:
    model = run.config.model
    joined = f", joined by {model.merge_mode}" if model.direction in ("bidirectional", "four_directions") else ""
    size = "" if run.num_params is None else f" {run.num_params:,} parameters."
    return (
        f"A recurrent network: {model.num_layers} {model.cell} layer{'s' * (model.num_layers > 1)} of {model.units} "
        f"units, direction {model.direction}{joined}.{size} Trained with Bothways, run {run.run_id}."
    )


def _use(run: Run) -> list[str]:
    keras = "`model.keras`: the same network for Keras, without custom objects."
    if not (run.folder / "model.keras").is_file():
        keras = "`model.keras` is not part of this zip: " + (
            "the demo ships without it; its settings in `run.json` train it anew." if is_demo(run) else
            "the run has none."
        )  # fmt: skip
    return [
        f"`pip install -r requirements.txt`, then `predict.py` scores {_READS[run.config.dataset.kind]}; without "
        "arguments it reads lines from standard input. It prints one JSON document a line.",
        "`model.onnx`: the network for ONNX Runtime; held against Keras at its export, the probabilities of 64 test "
        "rows differed by at most 0.00001.",
        *(["`vocabulary.json`: the words that it knows."] if run.config.dataset.kind == "text" else []),
        "`run.json`: every setting, every epoch and the metrics.",
        keras,
    ]


def _data(run: Run, class_names: Sequence[str]) -> list[str]:
    data = run.config.dataset
    stood_in = run.data.get("stand_in")
    return [
        f"Data: {_literal(run.data.get('name') or data.name)}, fingerprint {run.data.get('fingerprint', 'unknown')}.",
        f"Origin: {'other data stood in, see the notes' if stood_in else source_of(data).citation}.",
        *(f"Note: {_literal(note)}" for note in run.data.get("notes", ())),
        f"Classes: {', '.join(map(_literal, class_names))}.",
        f"Split: {_split(run)}",
        *_sizes(run),
    ]


def _brings_test_part(run: Run) -> bool:
    return source_of(run.config.dataset).test_part != "split" and not run.data.get("stand_in")


def _split(run: Run) -> str:
    data, share = run.config.dataset, run.config.train.validation_split
    kept = f"{share:.0%} of the other rows kept aside to validate" if share else "no validation part"
    if _brings_test_part(run):
        return f"the test part is the one that the source brings; {kept}; seed {data.seed}."
    stratified = ", each class with its share" if data.stratify and data.kind != "sequence" else ""
    return f"{data.test_size:.0%} of the rows for the test{stratified}; {kept}; seed {data.seed}."


def _sizes(run: Run) -> list[str]:
    num_test = run.metrics.get("num_test")
    if num_test is None:
        return []
    of_all = "" if _brings_test_part(run) else f", of about {num_test / run.config.dataset.test_size:,.0f} rows in all"
    return [f"Sizes: N = {num_test:,.0f} test rows{of_all}."]


def _measured(run: Run) -> list[str]:
    metrics, number = run.metrics, run.metrics.get("num_steps", run.metrics.get("num_test"))
    if number is None:
        return ["Nothing was measured."]
    counted = "steps" if "num_steps" in metrics else "rows"
    low, high = wilson(metrics["test_accuracy"], number)
    told = [f"Test {name}: {metrics[key]:.3f}" for key, name in _METRICS.items() if key in metrics]
    told[0] += f", 95 % interval {low:.3f} to {high:.3f} (N = {number:,.0f} test {counted}, Wilson)"
    return [*told, "The interval says what the number of test rows leaves open, and nothing about other seeds."]


def _training(run: Run, epochs: Sequence[Epoch]) -> list[str]:
    kept = best_epoch(epochs)
    number = "1 epoch" if len(epochs) == 1 else f"{len(epochs)} epochs"
    trained = [] if kept is None else [f"{number}, the weights are those of epoch {kept.epoch}."]
    took = [] if run.seconds is None else [f"{run.seconds:.0f} seconds."]
    settings = (f"`{name}` = {_literal(str(value))}" for name, value in flatten(run.config.without_path()).items())
    return [*trained, *took, *settings]


def _intended() -> list[str]:
    return [
        "Showing and comparing what the direction of reading adds, teaching, and a start for experiments.",
        "Not for decisions about people.",
    ]


def _limits(run: Run) -> list[str]:
    limits = [
        "It learned from one data set, and answers for examples like those; on others its accuracy is not known.",
        "It always answers with one of its classes, also where none fits.",
        "One training with one seed: the same settings with another seed give other numbers.",
        "Its probabilities were not calibrated.",
    ]
    if run.config.dataset.kind != "text":
        return limits
    text = run.config.text
    unknown = "are all read as the same unknown word" if text.oov else "are left out"
    maxlen = _maxlen(run)
    cut = [] if maxlen is None else [
        f"Of texts longer than {maxlen:,} words it reads the {'end' if text.truncating == 'pre' else 'beginning'}."
    ]  # fmt: skip
    return [*limits, f"It knows at most {text.num_words:,} words; others {unknown}.", *cut]


def _maxlen(run: Run) -> int | None:
    """Where texts are cut: the setting, or the longest text of the training part, which the network's file knows."""
    if run.config.text.maxlen is not None:
        return run.config.text.maxlen
    from core.inference.scorer import Scorer

    try:
        return Scorer(run.folder, run.config).text_config.maxlen
    except RunStateError:  # the card tells what it can
        return None


def _versions(run: Run) -> list[str]:
    """Those that the network was made with, where that is written down, else those that it is taken away with."""
    when = "trained" if is_demo(run) else "taken away"
    known = json.loads((run.folder / "run.json").read_text("utf-8"))["versions"] if is_demo(run) else versions()
    return [f"{when.capitalize()} with {', '.join(f'{name} {version}' for name, version in known.items())}."]


def _literal(text: str) -> str:
    """A text of other people as code, where Markdown renders nothing."""
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"
