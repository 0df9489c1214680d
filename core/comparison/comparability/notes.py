"""Notes: what one should know about compared runs, without it ruling out a verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from core.comparison.comparability.environments import differing_processors, differing_versions
from core.runs.run import Run

NoteKind = Literal[
    "unfinished", "unreadable", "superseded", "unpaired_split", "no_fingerprint", "no_shared_rows", "mixed_versions",
    "mixed_processors", "unknown_versions", "near_duplicates",
]  # fmt: skip


@dataclass(frozen=True)
class Note:
    """Something to know about a comparison.

    Args:
        kind: of one run: it is `unfinished`, its predictions are `unreadable`, or a newer run of the same settings,
            split and seed has `superseded` it; of several: not every arm has a run of their `unpaired_split`, they have
            `no_fingerprint`, all have `no_shared_rows`, they were trained with `mixed_versions` or on
            `mixed_processors`, they have `unknown_versions` where others do not, or their test sets have
            `near_duplicates` of training texts.
    """

    kind: NoteKind
    runs: tuple[Run, ...]


def member_notes(runs: Sequence[Run]) -> Iterator[Note]:
    """What differs between the runs of all arms, or cannot be checked, though they may be compared."""
    if copies := tuple(run for run in runs if run.near_duplicates_note):
        yield Note("near_duplicates", copies)
    if len(runs) < 2:
        return
    if unverified := tuple(run for run in runs if not run.data.get("fingerprint")):
        yield Note("no_fingerprint", unverified)
    if differing_versions(runs):
        yield Note("mixed_versions", tuple(runs))
    if differing_processors(runs):
        yield Note("mixed_processors", tuple(runs))
    unrecorded = tuple(run for run in runs if not run.environments)
    if unrecorded and len(unrecorded) < len(runs):
        yield Note("unknown_versions", unrecorded)
