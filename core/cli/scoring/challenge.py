"""The verb that tests networks on difficult sentences: `challenge`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.cli.output import print_json, print_notes
from core.cli.parser import FILE, command
from core.cli.runs import compared_runs, find_run_or_study
from core.cli.standard_input import DASH, readable_file
from core.errors import BothwaysError, InputError
from core.inference.challenges import Challenge, challenges, positive_class, read_lines, right_sentences
from core.runs.demo.bundled import find_runs
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Study
from core.settings import Workspace
from core.system.paths import check_regular

if TYPE_CHECKING:
    import numpy as np


_ROPE = 0.01  # it does not matter for what is asked of the comparison


@click.argument(
    "names", nargs=-1, metavar="RUN_OR_STUDY...", help="Ids, or their first characters; `demo` for the pair."
)
@click.option(
    "--lines", type=FILE, metavar="FILE",
    help="Your own sentences beside the others: + or -, then a sentence. The file - is standard input.",
)  # fmt: skip
@click.option(
    "--positive", metavar="CLASS", help="The class of a positive sentence; by default by its name, else the second."
)
@click.option("--list", "list_only", is_flag=True, help="Print the sentences and what is right, and test nothing.")
def challenge(
    store: RunStore, workspace: Workspace, names: Sequence[str] = (), lines: Path | None = None,
    positive: str | None = None, list_only: bool = False, as_json: bool = False,
) -> int:  # fmt: skip
    """Test networks on sentences with one difficulty each: negation, contrast, typos, word order and others."""
    suite = challenges() + (read_lines(_read(lines)) if lines else ())
    if list_only:
        _list(suite, as_json)
        return 0
    if not names:
        raise InputError("RUN_OR_STUDY is missing.", "Challenges test finished runs.", "Name a run, a study, or demo.")
    from core.comparison.presentation import challenge_tables

    runs = _runs(names, store)
    rights = _rights_of_arms(runs, suite, positive)
    notes = _notes(runs, workspace)
    print_notes(notes)
    only_one = challenge_tables.only_one_table(suite, rights)
    if as_json:
        document = challenge_tables.challenge_document(suite, rights)
        print_json(document | {"only_one": only_one.to_dict("records"), "notes": notes})
        return 0
    print(challenge_tables.rate_table(suite, rights).to_string(index=False))
    if len(rights) > 1:
        print()
        print(challenge_tables.gap_table(suite, rights).to_string(index=False))
        print(f"\n{len(only_one)} sentences are right in all networks of one arm and wrong in all of another.")
        if len(only_one):
            print(only_one.to_string(index=False))
    print(f"\n{challenge_tables.challenge_text(suite)}")
    return 0


def _notes(runs: Sequence[Run], workspace: Workspace) -> list[str]:
    """What Compare says beside the challenges: which arms learned nothing, where the runs can be compared."""
    from core.comparison.comparison import compare_runs
    from core.comparison.presentation.verdict_wording import untrained_sentence

    if len(runs) < 2:
        return []
    try:
        verdicts = compare_runs(runs, workspace.home, _ROPE, None).verdicts
    except BothwaysError:
        return []
    return [untrained_sentence(pair) for pair in verdicts if "untrained" in pair.withheld]


def _rights_of_arms(runs: Sequence[Run], suite: Sequence[Challenge], positive: str | None) -> dict[str, "np.ndarray"]:
    """By arm, whether each of its networks is right about each sentence."""
    import numpy as np

    from core.comparison.arms import arms_of
    from core.inference.scorer import Scorer

    def right(run: Run) -> np.ndarray:
        scorer = Scorer(run.folder, run.config)
        return right_sentences(scorer, suite, positive or positive_class(scorer.class_names))

    return {arm.name: np.stack([right(run) for run in arm.runs]) for arm in arms_of(runs)}


def _list(suite: Sequence[Challenge], as_json: bool) -> None:
    if as_json:
        print_json([vars(one) for one in suite])
    for one in [] if as_json else suite:
        print(f"{'+' if one.is_positive else '-'} {one.text}")


def _read(path: Path) -> list[str]:
    check_regular(path, "--lines")
    try:
        with readable_file(path) as file:
            return file.read_text(encoding="utf-8-sig").splitlines()  # some editors begin a file with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{'Standard input' if str(path) == DASH else path} cannot be read ({error}).",
            "--lines names a file of lines in UTF-8.",
            "Correct the path or the file.",
        ) from None


def _runs(names: Sequence[str], store: RunStore) -> list[Run]:
    runs: dict[str, Run] = {}
    for name in names:
        runs |= {run.run_id: run for run in _named(name, store)}
    for run in runs.values():
        _ = run.network  # refuses what is not finished, or reads no texts
    return list(runs.values())


def _named(name: str, store: RunStore) -> Sequence[Run]:
    try:
        return find_runs(store, name)  # `demo` names two
    except BothwaysError:
        match = find_run_or_study(store, name)
    if isinstance(match, Study):
        return [run for run in compared_runs(match, store) if run.status == "finished"]
    return [match]


COMMANDS = (
    command("challenge", challenge, "challenge demo", "challenge s41c --lines mine.txt", "challenge --list"),
)  # fmt: skip
