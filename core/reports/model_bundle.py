"""The model bundle: one zip with a run's network, a program that scores with it without Bothways, and a model card."""

import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from core.config import RunConfig, Tokenizer
from core.data.encoding import num_head
from core.data.sources.series.scaling import SCALING_FILE
from core.data.text.tokenization import PADDING_ID, START_ID
from core.errors import RunStateError
from core.evaluation.tagging.transition_scores import TRANSITIONS_FILE
from core.inference.decision_rule import RULE_FILE, DecisionRule, LabelThresholds, Rule, read_rule, write_rule
from core.inference.inputs.restored_text import RESTORED
from core.inference.scorer import Scorer
from core.reports.model_card import model_card
from core.reports.word_program import word_values
from core.runs.demo.bundled import NETWORK_FILES, is_demo, write_description
from core.runs.run import Run
from core.system.assets import TEMPLATES_FOLDER
from core.system.files import exporting, write_whole
from core.system.files.checksums import check_file
from core.training.history import Epoch

_PROGRAMS_FOLDER = TEMPLATES_FOLDER / "model_bundle"
_PACKAGES: Mapping[Tokenizer, Sequence[str]] = {"characters": ("regex",), "subwords": ("tokenizers",)}


def write_model_bundle(run: Run, epochs: Sequence[Epoch], path: Path) -> None:
    """Write the zip of a finished run: network, vocabulary, `predict.py` with its requirements, and model card.

    `predict.py` needs only numpy and onnxruntime, and what cuts characters or subwords; it gives the same numbers as
    `Scorer`. The zip is complete or absent.

    Raises:
        RunStateError: when the run is not finished or its network is missing.
        ExportError: when `path` cannot be written.
    """
    if run.status != "finished":
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a finished run has a model bundle.",
            "Wait until it finishes, resume it, or choose another run.",
        )
    scorer = Scorer(run.folder, run.config)  # fails early where the network cannot be read
    rule = _rule(run, scorer)
    program, card = _program(run.config, scorer, rule), model_card(run, epochs, scorer.class_names, rule)
    packages = ["numpy", "onnxruntime"]
    if run.config.dataset.kind == "text":
        packages += _PACKAGES.get(scorer.vocabulary.tokenizer, ())
    names = ("model.keras", *NETWORK_FILES, TRANSITIONS_FILE, SCALING_FILE)
    files = [run.folder / name for name in names if (run.folder / name).is_file()]
    for file in files:
        check_file(file)
    with tempfile.TemporaryDirectory(prefix="bothways-") as temporary:
        description = (run.folder if is_demo(run) else Path(temporary)) / "run.json"
        if not is_demo(run):
            write_description(description, run, epochs, scorer.class_names)
        if rule:
            write_rule(rule, Path(temporary))
            files.append(Path(temporary) / RULE_FILE)
        with exporting(path):
            write_whole(lambda unfinished: _write(unfinished, [*files, description], program, packages, card), path)


def _write(path: Path, files: Sequence[Path], program: str, packages: Sequence[str], card: str) -> None:
    requirements = "".join(f"{name}=={metadata.version(name)}\n" for name in packages)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
        archive.writestr("predict.py", program)
        archive.writestr("requirements.txt", requirements)
        archive.writestr("README.md", card)


def _rule(run: Run, scorer: Scorer) -> Rule | None:
    """The thresholds that the program applies; None where it gives the most probable class only."""
    if scorer.has_label_sets:  # also where no validation set has chosen any
        return LabelThresholds({name: scorer.label_rule.threshold_of(name) for name in scorer.class_names})
    rule = read_rule(run.folder)
    is_of_this = isinstance(rule, DecisionRule) and len(scorer.class_names) == 2 and rule.positive in scorer.class_names
    return rule if is_of_this and run.config.dataset.kind == "text" else None


def _program(config: RunConfig, scorer: Scorer, rule: Rule | None) -> str:
    """`predict.py`; for texts and sentences it contains only the encoding steps that this network uses."""
    kind = config.dataset.kind
    if not config.dataset.has_words:
        return (_PROGRAMS_FOLDER / f"predict_{kind}.py").read_text(encoding="utf-8")
    import jinja2  # only needed for a text network

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES_FOLDER),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # Python, not HTML
    )
    template = environment.get_template(f"model_bundle/predict_{kind}.py.jinja")
    has_decision = isinstance(rule, DecisionRule)
    values = {"words_only": config.dataset.name in RESTORED, "has_decision": has_decision}
    return template.render(_encoding_expressions(scorer), decoding=config.model.decoding, **values)


def _encoding_expressions(scorer: Scorer) -> dict[str, object]:
    """How Bothways encodes a text for this network, as Python expressions."""
    vocabulary, text = scorer.vocabulary, scorer.text_config
    row = "[ids[word] for word in words if word in ids]"
    if vocabulary.oov:
        row = f"[ids.get(word, {vocabulary.oov_id}) for word in words]"
    if vocabulary.start:
        row = f"([{START_ID}] + {row})"
    cut = ""
    if text.maxlen is not None:
        head = num_head(text)
        kept = [f"row[:{head}]"] * (head > 0) + [f"row[-{text.maxlen - head}:]"] * (head < text.maxlen)
        cut = f"row if len(row) <= {text.maxlen} else {' + '.join(kept)}"
    padding = f"[{PADDING_ID}] * ({text.maxlen} - len(row))"
    padded = f"{padding} + row" if text.padding == "pre" else f"row + {padding}"
    if (
        scorer.masked or text.maxlen is None
    ):  # no padding, except that a text without any known word is one padding step
        padded = f"row or [{PADDING_ID}]"
    first_id = next(iter(vocabulary.word_index.values()), 0)
    expressions = {"first_id": first_id, "row": row, "cut": cut, "padded": padded, "has_priors": scorer.has_priors}
    expressions |= {"has_label_sets": scorer.has_label_sets, "padding_id": PADDING_ID}
    return expressions | word_values(vocabulary.rules)
