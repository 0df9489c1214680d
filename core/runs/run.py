"""Run: what was asked, how far it is and what came out, as the store holds it."""

import json
import logging
import secrets
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.access.actor import Actor
from core.catalog import source_of
from core.config import RunConfig
from core.data.reading import Reading, near_duplicates_note, stored_reading
from core.errors import ConfigError, RunNotFoundError, RunStateError
from core.inference.network import Network
from core.runs.job import UNREADABLE, Status, Worker, check_number, check_text
from core.runs.tables import jobs, runs
from core.source import KIND_NOUNS
from core.system.environment import Environment
from core.training.batches.batching import EARLIER_BATCH_RULE
from core.training.history import Progress

_JSON = ("config", "tags", "progress", "data", "metrics")  # read as text: what is the same is parsed once
_OF_JOB = (
    "status", "started_at", "finished_at", "heartbeat_at", "host", "pid", "pid_created_at", "tries",
    "cancel_requested", "message", "progress",
)  # fmt: skip
_COLUMNS = [
    sql.cast(column, sql.Text).label(column.name) if column.name in _JSON else column
    for column in (*runs.c, *(jobs.c[name] for name in _OF_JOB))
]
_NAMES = [column.name for column in _COLUMNS]
_TIMES = ("created_at", "started_at", "finished_at", "heartbeat_at", "tries", "num_params", "seconds", "trial")
_TEXTS = ("run_id", "name", "note", "status", "message")
MAX_NAME = 200
_TICK = 1e-5  # seconds between runs that are created at once: their order lasts

_log = logging.getLogger("core")


@dataclass(frozen=True)
class Run:
    """One run as the store holds it; times are seconds since 1970, `folder` holds its artifacts.

    It is shared by all who ask for the run as long as it stays the same: nobody changes its `data` and `metrics`.
    `data` tells what was read: `name`, `notes`, `class_names` and `fingerprint`, how many test texts are
    `near_duplicates` of others, in which `environments` the run was trained, and the rule of its `batches`; it is empty
    before that. `study_id` is None for a run that was not planned with others.
    `search_id` and `trial`, from 1, are those of a search's trial. `owner` is who may change the run, besides admins;
    empty for a run of the local user.
    """

    run_id: str
    name: str
    status: Status
    config: RunConfig
    tags: tuple[str, ...]
    note: str
    created_at: float
    started_at: float | None
    finished_at: float | None
    heartbeat_at: float | None
    worker: Worker | None
    tries: int
    cancel_requested: bool
    message: str
    progress: Progress
    data: dict[str, Any]
    metrics: dict[str, float]
    num_params: int | None
    seconds: float | None
    study_id: str | None
    folder: Path
    search_id: str | None = None
    trial: int | None = None
    owner: str = ""

    @property
    def environments(self) -> tuple[Environment, ...]:
        """Where it was trained: several where it was resumed elsewhere, none where an older version trained it."""
        return tuple(map(Environment.from_dict, self.data.get("environments", ())))

    @property
    def reading(self) -> Reading:
        """How its data were read."""
        return stored_reading(self.data)

    @property
    def near_duplicates_note(self) -> str:
        """How many of its test texts are near-duplicates of training texts; empty for none, or where unknown."""
        can_be_dropped = source_of(self.config.dataset).test_part == "split" or bool(self.data.get("stand_in"))
        noun = KIND_NOUNS[self.config.dataset.kind]
        return near_duplicates_note(
            self.data.get("near_duplicates"), self.metrics.get("num_test"), can_be_dropped, noun
        )

    @property
    def batch_rules(self) -> tuple[str, ...]:
        """How its batches by length were made: in two ways where an earlier version began it, empty before training.

        Batches of equal length were not all full, so that rows had different weights.
        """
        if self.config.train.batching != "by_length" or not self.data:
            return ()
        return tuple(self.data.get("batches", (EARLIER_BATCH_RULE,)))

    @property
    def network(self) -> Network:
        """Its network for batch scoring.

        Raises:
            RunStateError: when the run is not finished or reads no texts.
        """
        if self.status != "finished" or self.config.dataset.kind != "text":
            raise RunStateError(
                f"Run {self.run_id} is {self.status} and reads {KIND_NOUNS[self.config.dataset.kind]}.",
                "Batch scoring needs finished runs that read texts.",
                "Choose another run, or wait until it is finished.",
            )
        return Network(self.run_id, self.name, self.config, self.folder)

    def seen_by(self, actor: Actor) -> "Run":
        """The run as someone sees it: without folders of the files in its settings, where they may not name these."""
        paths = self.config.paths
        return self if not paths or actor.sees_paths(self.owner, paths) else _without_paths(self)

    def __hash__(self) -> int:
        return hash(self.run_id)  # what is computed from a run is cached by it


@lru_cache(maxsize=512)
def _without_paths(run: Run) -> Run:
    return replace(run, config=run.config.without_path())


def new_run(config: RunConfig, name: str, created_at: float, owner: str = "") -> dict[str, Any]:
    """The columns of a new run that belongs to no study and no search.

    Raises:
        RunStateError: when the name is too long or no text.
    """
    return {
        "run_id": secrets.token_hex(4),
        "name": checked_name(name or f"{config.model.direction} {config.model.cell}", "run"),
        "config": config.to_dict(),
        "created_at": created_at,
        "note": "",
        "tags": [],
        "data": {},
        "metrics": {},
        "study_id": None,
        "search_id": None,
        "trial": None,
        "owner": owner,
    }


def new_runs(
    members: Sequence[tuple[RunConfig, str]], study_id: str | None = None, tags: Iterable[str] = (), owner: str = ""
) -> list[dict[str, Any]]:
    """The columns of new runs with these configs and names, in an order that lasts."""
    now, shared = time.time(), {"tags": clean_tags(tags), "study_id": study_id}
    return [new_run(config, name, now + place * _TICK, owner) | shared for place, (config, name) in enumerate(members)]


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags that people gave, in order, each once and none empty."""
    return sorted({tag.strip() for tag in tags if tag.strip()})


def checked_name(name: str, of: str) -> str:
    """A name that people gave to a run, a study or a search, as it can be stored: one line, no control characters.

    Raises:
        RunStateError: when it is too long or no text.
    """
    name = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in name)  # for terminals
    if not name.strip():
        raise RunStateError("The name is empty.", f"A {of} needs a name.", "Type at least one character.")
    if len(name) > MAX_NAME:
        raise RunStateError(
            f"The name has {len(name):,} characters.", f"A name has at most {MAX_NAME}.", "Shorten it, or use the note."
        )
    return name.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text


def select_runs() -> sql.Select:
    """The query whose rows `read_run` reads."""
    return sql.select(*_COLUMNS).join_from(runs, jobs, runs.c.run_id == jobs.c.job_id)


@lru_cache(maxsize=4096)
def read_run(row: tuple[Any, ...], runs_folder: Path) -> Run:
    """The run of a row of `select_runs`, the same object as long as the row is the same.

    Raises:
        ConfigError: when another version has written it, or its record is damaged.
    """
    try:
        return _read_run(row, runs_folder)
    except UNREADABLE as error:
        raise unreadable(f"Run {row[0]}", error) from None


def _read_run(row: tuple[Any, ...], runs_folder: Path) -> Run:
    values = dict(zip(_NAMES, row, strict=True))
    for name in _TIMES:
        check_number(name, values[name])
    for name in _TEXTS:
        check_text(name, values[name])
    host, pid, pid_created_at = (values.pop(key) for key in ("host", "pid", "pid_created_at"))
    return Run(
        **values
        | {
            "config": config_from_json(values["config"]),
            "tags": tuple(map(str, json.loads(values["tags"]))),
            "data": dict(json.loads(values["data"] or "{}") or {}),
            "metrics": dict(json.loads(values["metrics"])),
            "progress": Progress(**json.loads(values["progress"])),
            "worker": None if pid is None else Worker(host, pid, pid_created_at),
            "folder": runs_folder / values["run_id"],
        }
    )


@lru_cache(maxsize=4096)
def config_from_json(text: str) -> RunConfig:
    """The config of a run as the database holds it; what is the same is parsed once.

    Raises:
        ConfigError: when another version has written it, or it is no JSON.
    """
    try:
        return RunConfig.from_stored(json.loads(text))
    except UNREADABLE as error:
        raise unreadable("The settings", error) from None


def run_not_found(run_id: str, number: int) -> RunNotFoundError:
    """The error for an id, or the beginning of one, that names no run or so many."""
    kind = "" if number else {"s": "study", "h": "search"}.get(run_id[:1], "")  # ids of runs are hexadecimal
    return RunNotFoundError(
        f"{run_id!r} names {number or 'no'} runs{f', and may be the id of a {kind}' if kind else ''}.",
        "Exactly one run must be named, by its id or the beginning of it.",
        f"See the ids with `python -m core {f'show {run_id}' if kind else 'runs'}` or on the Runs page.",
    )


def unreadable(what: str, error: Exception) -> ConfigError:
    """The error for a record that is damaged."""
    return ConfigError(
        f"{what} cannot be read ({type(error).__name__}: {str(error)[:200]}).",
        "The record in the run store must be as Bothways wrote it.",
        "Delete it, or restore a backup with `python -m core doctor --restore`.",
    )


@cache
def warn_once(what: str, error: str) -> None:
    """Say in the log that a run or a study cannot be read."""
    _log.warning("%s is left out, it can only be deleted: %s", what, error)
