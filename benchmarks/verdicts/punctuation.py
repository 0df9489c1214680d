"""What a study of the punctuation recipes decided, from its stored runs: a table, or one JSON document.

    python -m core study --recipe punctuation-bi-lstm --arms forward,bidirectional
    python -m core compare STUDY --baseline
    python -m benchmarks.verdicts.punctuation STUDY [--json] [--write [FILE]]

`--write` replaces the measured table of docs/recipes.md.
"""

import argparse
import json
from typing import Any

from benchmarks.document import DOCS_FOLDER, add_output_options, measured_on, replace_measured
from benchmarks.machine import machine
from benchmarks.tables import markdown
from core.comparison.comparison import compare_runs
from core.comparison.presentation.interval_tables import f1_sentences
from core.comparison.presentation.verdict_wording import verdict_sentence
from core.runs.store import RunStore
from core.settings import Workspace

DOCUMENT = DOCS_FOLDER / "recipes.md"
_SHARES = ("test_accuracy", "test_f1", "test_unknown_accuracy")


def measure(name: str) -> dict[str, Any]:
    """The verdict of a study, and what each arm and each fitted baseline reaches, as plain types.

    Args:
        name: the study's id, or the beginning of it.
    """
    workspace = Workspace()
    store = RunStore(workspace.database_url, workspace.runs_folder)
    try:
        study = store.studies.get(name)
        comparison = compare_runs(store.of_study(study.study_id), workspace.home, study.plan.rope, study)
    finally:
        store.close()
    (verdict,) = comparison.verdicts
    seconds = sum(run.seconds or 0 for run in comparison.runs)
    arms = comparison.metrics[["name", "test_accuracy_n", *_SHARES]].to_dict("records")
    return {
        "decision": verdict.decision,
        "verdict": verdict_sentence(verdict),
        "macro_f1": f1_sentences(comparison)[0],
        "seconds": seconds,
        "arms": arms,
    }


def table(result: dict[str, Any]) -> str:
    """The table and the sentences of the verdict, in Markdown."""
    lines = [
        [arm["name"] if arm["test_accuracy_n"] == 1 else f"{arm['name']} (mean of {arm['test_accuracy_n']:.0f} seeds)"]
        + [f"{100 * arm[name]:.1f} %" for name in _SHARES]
        for arm in result["arms"]
    ]
    heads = ["predicted by", "test accuracy", "macro F1", "accuracy, unknown words"]
    return "\n\n".join([markdown(heads, lines), f"{result['verdict']} {result['macro_f1']}"])


def main() -> None:
    """Print what the study decided, or write it into a document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts.punctuation", description=__doc__)
    parser.add_argument("study", help="the id of a finished study")
    add_output_options(parser, DOCUMENT)
    options = parser.parse_args()
    result = measure(options.study)
    if options.json:
        print(json.dumps(result, indent=2))
        return
    text = f"{measured_on(machine())}\n\n{table(result)}"
    print(text)
    if options.write:
        replace_measured(options.write, {"punctuation": text})


if __name__ == "__main__":
    main()
