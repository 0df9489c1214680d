"""One line of text that tells a study from the others."""

from core.runs.study import Study
from pages.shared.ui.formats import short


def study_label(study: Study) -> str:
    """A study's name and id."""
    return f"{short(study.name)} · {study.study_id}"
