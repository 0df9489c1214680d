"""The JSON document of a comparison: numbers and sentences as plain types, for `compare --json` and the report."""

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.comparison.presentation.interval_tables import interval_documents
from core.comparison.presentation.pair_tables import lead_sentence
from core.comparison.presentation.slice_wording import slice_caption, slice_sentence, slice_verdicts
from core.comparison.presentation.temperature_tables import temperature_documents
from core.comparison.presentation.verdict_wording import (
    bootstrap_sentence,
    capacity_sentence,
    certainty_sentence,
    error_odds_sentence,
    evidence_sentences,
    failed_sentence,
    noise_sentence,
    verdict_sentence,
)
from core.comparison.presentation.wording import (
    baseline_sentence,
    confound_sentence,
    confounded_sentence,
    limit_sentence,
    note_sentence,
    region_sentence,
    search_sentences,
    split_sentence,
    tokens_of,
    version_caution,
)
from core.comparison.rows.span_results import span_results
from core.comparison.run_frames import data_label
from core.comparison.verdicts.forward_limit import forward_limit
from core.comparison.verdicts.headline import headline
from core.runs.study import candidates

if TYPE_CHECKING:
    from core.comparison.arms import Arm
    from core.comparison.comparison import Comparison
    from core.comparison.verdicts import Verdict


def comparison_document(comparison: "Comparison") -> dict[str, Any]:
    """Everything that a comparison says, ready for JSON."""
    study = comparison.study
    return {
        "study": study and {"study_id": study.study_id, "name": study.name, "rope": study.plan.rope},
        "runs": [run.run_id for run in comparison.runs],
        "data": data_label(comparison.first),
        "fingerprint": comparison.first.data.get("fingerprint"),
        "noun": comparison.noun,
        "num_test": comparison.num_test,
        "rope": comparison.rope,
        "comparable": not comparison.confounds,
        "unlike": [
            {"kind": confound.kind, "settings": list(confound.settings), "words": confound_sentence(confound)}
            for confound in comparison.confounds
        ],
        "no_verdict": confounded_sentence(comparison.runs) if comparison.confounds else None,
        "differing_models": list(comparison.model_differences),
        "arms": [_arm_document(arm) for arm in comparison.arms],
        "verdicts": [
            verdict_document(verdict)
            | {"caution": version_caution(comparison, verdict), "error_odds": _error_odds_document(comparison, verdict)}
            | _limit_document(comparison, verdict)
            for verdict in comparison.verdicts
        ],
        "varied": list(comparison.varied),
        "lead": lead_sentence(comparison),
        "pairs": [asdict(pair) for pair in comparison.corrected_pairs],
        "split": split_sentence(comparison),
        "splits": list(comparison.splits),
        "search": _search_document(comparison),
        "region": region_sentence(comparison),
        "metrics": _records(comparison.metrics),
        **interval_documents(comparison),
        "spans": _span_documents(comparison),
        "temperatures": temperature_documents(comparison),
        "baseline": baseline_sentence(comparison),
        "baselines": [
            {"name": name, **one.metrics, "seconds": one.seconds} for name, one in comparison.baselines.items()
        ],
        "slices": [_slices_document(comparison, verdict) for verdict in slice_verdicts(comparison)],
        "settings": comparison.settings(only_differences=True),
        "notes": [note_sentence(note) for note in comparison.notes],
        "environments": _environment_documents(comparison),
    }


def _search_document(comparison: "Comparison") -> dict[str, Any] | None:
    """What the search of the study chose for each arm; None without a search."""
    if comparison.study is None or not comparison.study.plan.chosen:
        return None
    plan = comparison.study.plan
    tried = candidates(plan.search)
    return {
        "candidates": tried,
        "chosen": {
            plan.labels[arm] if not plan.compares_directions else arm: tried[number]
            for arm, number in zip(plan.arms, plan.chosen, strict=True)
        },
        "sentences": search_sentences(comparison),
    }


def verdict_document(verdict: "Verdict") -> dict[str, Any]:
    """A verdict's numbers and sentences, ready for JSON."""
    document = asdict(verdict)
    estimates = (document["estimate"], document["of_all_seeds"], *(one["estimate"] for one in document["splits"]))
    for estimate in filter(None, estimates):
        estimate["df"] = estimate["df"] if math.isfinite(estimate["df"]) else None
    return {
        **document,
        "probabilities": document["probabilities"] if verdict.states_chances else None,
        "seeds": list(verdict.seeds),
        "disagreement": verdict.disagreement,
        "seed_disagreement": verdict.seed_disagreement,
        "capacity": {
            **document["capacity"],
            "matched": verdict.capacity.is_matched,
            "credits_direction": verdict.credits_direction,
            "sentence": capacity_sentence(verdict),
        },
        "sentence": verdict_sentence(verdict),
        "noise": noise_sentence(verdict),
        "bootstrap": verdict.bootstrap
        and {
            "low": verdict.bootstrap[0],
            "high": verdict.bootstrap[1],
            "disagrees": verdict.bootstrap_disagrees,
            "sentence": bootstrap_sentence(verdict),
        },
        "failed": failed_sentence(verdict),
        "certainty": certainty_sentence(verdict),
        "evidence": evidence_sentences(verdict),
    }


def _error_odds_document(comparison: "Comparison", verdict: "Verdict") -> dict[str, Any] | None:
    odds = comparison.error_odds(verdict)
    return None if odds is None else {**asdict(odds), "sentence": error_odds_sentence(comparison, verdict)}


def _limit_document(comparison: "Comparison", verdict: "Verdict") -> dict[str, Any]:
    """The headline of a verdict, and that no forward network can be as accurate as one of its arms, where it is so."""
    limit = forward_limit(comparison, verdict)
    return {"headline": headline(verdict, limit is not None), "forward_limit": limit and limit_sentence(limit)}


def _slices_document(comparison: "Comparison", verdict: "Verdict") -> dict[str, Any]:
    slices = comparison.slices[verdict.a, verdict.b]
    return {
        "a": verdict.a,
        "b": verdict.b,
        "sentence": slice_sentence(slices, verdict.noun),
        "caption": slice_caption(slices, verdict, tokens_of(comparison)),
        "slices": _records(slices),
    }


def _arm_document(arm: "Arm") -> dict[str, Any]:
    return {
        "name": arm.name,
        "direction": arm.direction,
        "cell": arm.model.cell,
        "units": arm.model.units,
        "num_params": arm.num_params,
        "seeds": list(arm.seeds),
        "splits": list(arm.splits),
        "runs": [run.run_id for run in arm.runs],
    }


def _span_documents(comparison: "Comparison") -> list[dict[str, Any]]:
    """By arm, the scores of each type of span; empty where labels of tokens mark none."""
    if comparison.confounds or not comparison.predictions:
        return []
    tables = ((arm.name, span_results(comparison, arm.name)) for arm in comparison.arms)
    return [{"arm": name, "types": _records(table)} for name, table in tables if len(table)]


def _environment_documents(comparison: "Comparison") -> list[dict[str, Any]]:
    """Each environment that trained one of the compared runs, with the ids of these runs."""
    runs_of: dict[str, dict[str, Any]] = {}
    for arm in comparison.arms:
        for run in arm.runs:
            for environment in run.environments:
                one = runs_of.setdefault(
                    environment.sentence, environment.to_dict() | {"sentence": environment.sentence, "runs": []}
                )
                one["runs"].append(run.run_id)
    return list(runs_of.values())


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain types; a missing number is None, since JSON has no NaN."""
    return [
        {
            str(key): None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
