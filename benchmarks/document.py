"""Documents with measured tables, each between two markers, so that the command that measures writes it."""

import argparse
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

DOCS_FOLDER = Path(__file__).resolve().parent.parent / "docs"
_START, _END = "<!-- measured: {} -->", "<!-- end of measured: {} -->"


def add_output_options(parser: argparse.ArgumentParser, document: Path) -> None:
    """Add the options that choose where the results go: `--json` and `--write`.

    Args:
        document: that `--write` means when it names none.
    """
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--write", nargs="?", type=_file("--write must name a document"), const=document, metavar="FILE",
        help=f"replace the measured tables of this document (docs/{document.name} when left out)",
    )  # fmt: skip


def add_tweets_option(parser: argparse.ArgumentParser) -> None:
    """Add `--tweets`, the file of tweets that cannot be downloaded."""
    parser.add_argument(
        "--tweets", type=_file("--tweets must name a CSV file of tweets"), metavar="FILE",
        help="Sentiment140's CSV, or one with its columns",
    )  # fmt: skip


def replace_measured(path: Path, contents: Mapping[str, str]) -> None:
    """Replace what is between the markers of each name.

    Raises:
        ValueError: when the document has no such markers, or has them more than once; nothing is written then.
    """
    text = path.read_text(encoding="utf-8")
    for name, content in contents.items():
        start, end = _START.format(name), _END.format(name)
        block = re.compile(f"{re.escape(start)}\n.*?{re.escape(end)}", re.DOTALL)
        if len(block.findall(text)) != 1:
            raise ValueError(
                f"{path} does not have the markers of `{name}` exactly once. A measured table is between the lines "
                f"{start} and {end}. Add or correct them."
            )
        text = block.sub(lambda _, lines=(start, content, end): "\n".join(lines), text)
    path.write_text(text, encoding="utf-8")


def measured_on(about: Mapping[str, object]) -> str:
    """The date and the machine of a measurement, as a sentence."""
    today = date.today()
    versions = ", ".join(f"{name} {about[name]}" for name in ("python", "tensorflow", "keras") if name in about)
    return f"Measured on {today.day} {today:%B %Y}: {about['processor']}, {about['cores']} cores; {versions}."


def _file(expected: str) -> Callable[[str], Path]:
    """Reads the value of an option; a file that does not exist is refused before anything is measured."""

    def read(path: str) -> Path:
        if not Path(path).is_file():
            raise argparse.ArgumentTypeError(f"There is no file {path}. {expected}. Correct the path.")
        return Path(path)

    return read
