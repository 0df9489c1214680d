"""The folder of a person's uploads, named so that it neither leads elsewhere nor collides with another person's."""

import hashlib
import re
from pathlib import Path

_MAX_NAME = 40


def person_folder(uploads: Path, name: str) -> Path:
    """The folder inside `uploads` for someone of this name; `uploads` itself for the local user, who has none.

    Args:
        name: any text, as the identity provider has it.
    """
    if not name:
        return uploads
    readable = re.sub(r"[^\w.@-]+", "_", name)[:_MAX_NAME].strip(".")
    return uploads / f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
