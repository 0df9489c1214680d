"""Documents with measured tables, each between two markers, so that the command that measures writes it."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

DOCS_FOLDER = Path(__file__).resolve().parent.parent / "docs"
_START, _END = "<!-- measured: {} -->", "<!-- end of measured: {} -->"


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
