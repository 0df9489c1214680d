"""Searches: the settings that a search varies, its trials, and what its budget can be expected to give."""

from core.runs.search.search_plan import (
    MAX_TRIALS,
    MIN_TRIALS,
    Pruner,
    Sampler,
    Search,
    SearchPlan,
    searchable_settings,
)
from core.runs.search.space import Dimension, read_dimension
from core.runs.search.trials import SearchProgress, Trial, best_trial, progress_of_search, ranked

__all__ = [
    "MAX_TRIALS",
    "MIN_TRIALS",
    "Dimension",
    "Pruner",
    "Sampler",
    "Search",
    "SearchPlan",
    "SearchProgress",
    "Trial",
    "best_trial",
    "progress_of_search",
    "ranked",
    "read_dimension",
    "searchable_settings",
]
