"""Faults at random moments: what a workspace loses when processes are killed, disks fill and files are damaged.

    python -m tests.faults [--rounds N] [--seed S] [--kinds NAME ...] [--log FILE] [--write]

Each round begins with a finished run, does something bad, lets the workspace recover, and checks that the store opens,
the finished run is whole, nothing is stuck, the queue goes on, and a resumed run has the epochs and the predictions of
an undisturbed one, bit for bit. Small disks need root; without, their rounds are left out. With `--log`, the table also
has the rounds of earlier commands with the same file. `--write` writes docs/faults.md. The status is 1 if anything was
lost.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from core.settings import PROJECT_FOLDER
from tests.faults.acts import FAULTS, ON_SMALL_DISK, Fault, small_disk
from tests.faults.arena import Lost, arenas
from tests.faults.reviews import tiny_config

DOCUMENT = PROJECT_FOLDER / "docs" / "faults.md"


@dataclass(frozen=True)
class Round:
    """What one round did, and what was lost; empty for nothing."""

    seed: int
    kind: str
    details: str
    lost: str
    seconds: float


def run_rounds(num_rounds: int, seed: int, kinds: Sequence[Fault], folder: Path) -> Iterator[Round]:
    """Rounds over these kinds in turns; the same seed gives the same moments and damages."""
    draw = Random(seed)
    if not num_rounds:  # only the table of earlier rounds is wanted
        return
    with arenas(folder, tiny_config(folder)) as make:
        for number in range(num_rounds):
            kind, start = kinds[number % len(kinds)], time.monotonic()
            home, details, lost = folder / f"round-{number}" / "home", "", ""
            home.parent.mkdir()
            with ExitStack() as stack:
                if kind in ON_SMALL_DISK:
                    stack.enter_context(small_disk(home))
                arena = make(home)
                stack.callback(arena.close)
                try:
                    details = kind(arena, draw)
                    arena.check_whole()
                except Lost as error:
                    lost = str(error)
                except Exception as error:  # one round must not end the others
                    lost = f"{type(error).__name__}: {error}"
            yield Round(seed, kind.__name__, details, lost, round(time.monotonic() - start, 1))


def main(words: Sequence[str] | None = None) -> int:
    """The exit status: 1 if anything was lost."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=len(FAULTS))
    parser.add_argument("--seed", type=int, default=1)
    names = {fault.__name__: fault for fault in FAULTS}
    parser.add_argument("--kinds", nargs="+", choices=names, default=list(names))
    parser.add_argument("--log", type=Path, metavar="FILE", help="append each round as a line of JSON")
    parser.add_argument("--write", action="store_true", help="write docs/faults.md")
    options = parser.parse_args(words)
    kinds = [names[name] for name in options.kinds]
    if os.geteuid() != 0:
        kinds = [kind for kind in kinds if kind not in ON_SMALL_DISK]
        print("Rounds on a small disk need root and are left out.", file=sys.stderr)
    rounds = _logged(options.log)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        for one in run_rounds(options.rounds, options.seed, kinds, Path(folder)):
            rounds.append(one)
            print(_line(len(rounds), one), flush=True)
            if options.log:
                with options.log.open("a", encoding="utf-8") as log:
                    log.write(f"{json.dumps(asdict(one))}\n")
    table = _table(rounds)
    print(table)
    if options.write:
        DOCUMENT.write_text(_document(table, rounds), encoding="utf-8")
    return int(any(one.lost for one in rounds))


def _logged(path: Path | None) -> list[Round]:
    if path is None or not path.exists():
        return []
    return [Round(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _line(number: int, one: Round) -> str:
    ended = f"LOST: {one.lost}" if one.lost else "survived"
    return f"{number:4}  {one.kind:26}  {one.seconds:5.0f} s  {ended}  {one.details}"


def _table(rounds: Sequence[Round]) -> str:
    lines = ["| fault | what happens | rounds | survived | lost |", "| --- | --- | --- | --- | --- |"]
    for kind in FAULTS:
        own = [one for one in rounds if one.kind == kind.__name__]
        if own:
            lost = sum(bool(one.lost) for one in own)
            name, what = kind.__name__.replace("_", " "), (kind.__doc__ or "").strip()
            lines.append(f"| {name} | {what} | {len(own)} | {len(own) - lost} | {lost} |")
    lost = sum(bool(one.lost) for one in rounds)
    return "\n".join([*lines, f"| **all** | | {len(rounds)} | {len(rounds) - lost} | {lost} |"])


def _document(table: str, rounds: Sequence[Round]) -> str:
    seeds = ", ".join(map(str, sorted({one.seed for one in rounds})))
    lost = [f"- {one.kind.replace('_', ' ')}, seed {one.seed}: {one.lost}" for one in rounds if one.lost]
    losses = "\n".join(["", "What was lost:", "", *lost, ""]) if lost else ""
    return f"""# Faults

What survives when processes are killed, disks fill and files are damaged. `python -m tests.faults` wrote this page.

Each round begins with a finished run, does something bad at a random moment, lets the workspace recover and checks
that the store opens, the finished run is whole, nothing is stuck, the queue goes on, and a resumed run has the epochs
and the predictions of an undisturbed one, bit for bit.

{len(rounds)} rounds, seeds {seeds}:

{table}
{losses}
All rounds of the log are counted. They may have run on successive versions of the code: a loss that has been fixed
since stays in the table until the log is begun anew.
"""


if __name__ == "__main__":
    sys.exit(main())
