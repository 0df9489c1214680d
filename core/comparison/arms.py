"""Arms: runs grouped by the architecture that they trained, one run for each seed of each split."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from core.config import FileSettings, ModelConfig
from core.config.effective_settings import effective_settings
from core.directions import DIRECTIONS, Direction
from core.runs.run import Run
from core.runs.study import StudyPlan, arm_of, varied_settings

ORDER = list(DIRECTIONS)
# Where a fingerprint is stored, it shows whether the data are the same, whatever settings chose them.
DATA_SETTINGS = (
    "dataset.name", "dataset.source", "dataset.task", "dataset.target", "dataset.num_steps", "dataset.path",
    "dataset.text_column", "dataset.joined_columns", "dataset.label_column", "dataset.sentence_column",
    "dataset.split_column", "dataset.validation_path", "dataset.test_path", "dataset.classes",
    "dataset.merge_spellings", "dataset.drop_missing_labels",
    "dataset.min_class_rows", "dataset.label_separator", "dataset.num_rows", "dataset.sampling",
    "dataset.drop_duplicates", "dataset.drop_near_duplicates",
    "dataset.series_column", "dataset.time_column", "dataset.num_channels", "dataset.missing",
    *(f"dataset.{name}" for name in FileSettings.model_fields),
)  # fmt: skip


class Block(NamedTuple):
    """What a run of each arm has in common, so that they form a pair: the number of the split, and the seed."""

    split: int
    seed: int


def block_of(run: Run) -> Block:
    """The split and the seed of a run."""
    return Block(run.config.dataset.split, run.config.train.seed)


@dataclass(frozen=True)
class Arm:
    """One architecture of a comparison with its finished runs, one for each seed of each split, by split and seed.

    Each arm has a different `name`; in brackets it gives what distinguishes arms of the same direction, cell and units.
    """

    name: str
    runs: tuple[Run, ...]

    @property
    def model(self) -> ModelConfig:
        """The settings of its networks."""
        return self.runs[0].config.model

    @property
    def direction(self) -> Direction:
        """The direction of its networks."""
        return self.model.direction

    @cached_property
    def by_block(self) -> dict[Block, Run]:
        """Its run of each `train.seed` on each `dataset.split`."""
        return {block_of(run): run for run in self.runs}

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each run."""
        return tuple(block.seed for block in self.by_block)

    @property
    def splits(self) -> tuple[int, ...]:
        """The different splits of its runs."""
        return tuple(dict.fromkeys(block.split for block in self.by_block))

    @property
    def num_params(self) -> int | None:
        """Weights of each of its networks."""
        return self.runs[0].num_params


def arms_of(runs: Sequence[Run], plan: StudyPlan | None = None) -> tuple[Arm, ...]:
    """The finished runs, grouped by everything but their split and seed, in the order of the directions.

    Where one arm has several runs with the same split and seed, the newest counts. Settings without effect, such as the
    `merge_mode` of a network with one direction layer, do not distinguish arms, nor do settings of the data where
    fingerprints show that the data are the same.

    Args:
        plan: of the study that the runs belong to: where it compares more than directions, its arms keep their order
            and are named by the settings in which they differ.
    """
    grouped: dict[str, dict[Block, Run]] = {}
    for run in sorted(runs, key=lambda run: run.created_at):
        if run.status == "finished":
            grouped.setdefault(json.dumps(_identity(run)), {})[block_of(run)] = run
    members = [tuple(blocks[block] for block in sorted(blocks)) for blocks in grouped.values()]
    members.sort(key=lambda runs: (ORDER.index(runs[0].config.model.direction), runs[0].config.model.units))
    if plan is not None and set(varied_settings(plan.arms)) != {"model.direction"}:
        return _planned_arms(members, plan)
    firsts = [runs[0] for runs in members]
    return tuple(Arm(name, arm_runs) for name, arm_runs in zip(_names(firsts), members, strict=True))


def trained_settings(run: Run) -> dict[str, object]:
    """The effective settings of a run, and how its batches by length were made, which differs between versions."""
    settings = effective_settings(run.config, bool(run.data.get("stand_in")))
    return settings | ({"batches": ", then ".join(run.batch_rules)} if run.batch_rules else {})


def with_shared_splits(arms: Sequence[Arm]) -> tuple[Arm, ...]:
    """The arms with their runs of those splits that all arms have; none where they share no split."""
    shared = set.intersection(*(set(arm.splits) for arm in arms)) if arms else set()
    if not shared:
        return ()
    return tuple(replace(arm, runs=tuple(run for run in arm.runs if block_of(run).split in shared)) for arm in arms)


def _planned_arms(members: Sequence[tuple[Run, ...]], plan: StudyPlan) -> tuple[Arm, ...]:
    """The arms in the order and with the names of a plan; what is none of its arms follows under its usual name."""
    places = {arm: place for place, arm in enumerate(plan.arms)}
    arms = [arm_of(plan, runs[0].config) for runs in members]
    usual = _names([runs[0] for runs in members])
    names = [
        name if arm is None or arms.count(arm) > 1 else plan.labels[arm] for arm, name in zip(arms, usual, strict=True)
    ]
    order = sorted(range(len(members)), key=lambda place: places.get(arms[place] or "", len(places)))
    return tuple(Arm(names[place], members[place]) for place in order)


def _identity(run: Run) -> dict[str, object]:
    settings = _settings(run)
    fingerprint = run.data.get("fingerprint")
    if not fingerprint:
        return {**settings, "data": run.config.dataset.path}
    return {**{name: settings[name] for name in settings if name not in DATA_SETTINGS}, "data": fingerprint}


def _settings(run: Run) -> dict[str, object]:
    """The effective settings of a run's arm, apart from the path of its file, which does not say what is in it."""
    settings = trained_settings(run)
    return {
        name: value for name, value in settings.items() if name not in ("train.seed", "dataset.path", "dataset.split")
    }


def _names(firsts: Sequence[Run]) -> list[str]:
    bases = [_base(run.config.model) for run in firsts]
    return [
        base if bases.count(base) == 1 else f"{base} ({_difference(run, firsts, base) or run.run_id})"
        for base, run in zip(bases, firsts, strict=True)
    ]


def _base(model: ModelConfig) -> str:
    return f"{DIRECTIONS[model.direction].name} {model.layers_name}".rstrip()


def _difference(run: Run, firsts: Sequence[Run], base: str) -> str:
    same = [{**_settings(one), **_identity(one)} for one in firsts if _base(one.config.model) == base]
    own = {**_settings(run), **_identity(run)}
    return ", ".join(
        f"{name.rpartition('.')[2]} {'none' if value is None else value}"
        for name, value in own.items()
        if any(one.get(name) != value for one in same)
    )
