"""How often intervals and verdicts are right, in simulated studies whose true differences are known.

    python -m benchmarks.verdicts [NAME ...] [--studies N] [--processes N] [--write [FILE]]

`--write` replaces the tables of docs/statistics.md. With the default of 2,000 studies a cell, all of them take hours.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.document import DOCS_FOLDER, replace_measured
from benchmarks.verdicts import bootstrap, decisions, growing, odds, power, slices, splits

DOCUMENT = DOCS_FOLDER / "statistics.md"
TABLES: dict[str, Callable[[int, int], str]] = {
    "decisions": decisions.table,
    "growing studies": growing.table,
    "power": power.table,
    "splits": splits.table,
    "slices": lambda studies, processes: slices.slices_table(studies),
    "bootstrap": lambda studies, processes: bootstrap.bootstrap_table(studies),
    "odds": lambda studies, processes: odds.odds_table(studies),
}


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    for name in options.names or TABLES:
        print(f"{name} ...", file=sys.stderr)
        text = f"{options.studies:,} studies in each cell.\n\n{TABLES[name](options.studies, options.processes)}"
        if options.write:
            replace_measured(options.write, {name: text})
        print(f"\n{text}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.verdicts", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TABLES))
    parser.add_argument("--studies", type=int, default=decisions.NUM_STUDIES, metavar="N", help="in each cell")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--write", nargs="?", type=Path, const=DOCUMENT, metavar="FILE")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(TABLES):
        parser.error(f"there is no table {min(unknown)!r}: the tables are {', '.join(map(repr, TABLES))}")
    return options


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
