"""Studies: their plans, the runs that a plan has, and the search that tunes arms before."""

from core.runs.study.arm_settings import (
    MAX_ARMS,
    arm_assignments,
    arm_labels,
    value_phrase,
    variable_settings,
    varied_settings,
)
from core.runs.study.arm_sizes import arm_documents, arm_match, unmatched
from core.runs.study.grid import MAX_GRID_SETTINGS, grid_arms, usual_values
from core.runs.study.members import (
    Member,
    arm_config,
    arm_of,
    members,
    num_final_runs,
    num_search_runs,
    search_members,
    tried_among,
    without_search,
)
from core.runs.study.plan import (
    MAX_ROPE_POINTS,
    MAX_SEEDS,
    MAX_SPLITS,
    MIN_SEEDS,
    MIN_SEEDS_WITH_FAILED,
    Study,
    StudyPlan,
    Width,
)
from core.runs.study.progress import StudyProgress, by_config, missing, progress_of
from core.runs.study.search import MAX_CANDIDATES, candidates, searched_settings, tunable_settings

__all__ = [
    "MAX_ARMS",
    "MAX_CANDIDATES",
    "MAX_GRID_SETTINGS",
    "MAX_ROPE_POINTS",
    "MAX_SEEDS",
    "MAX_SPLITS",
    "MIN_SEEDS",
    "MIN_SEEDS_WITH_FAILED",
    "Member",
    "Study",
    "StudyPlan",
    "StudyProgress",
    "Width",
    "arm_assignments",
    "arm_config",
    "arm_documents",
    "arm_labels",
    "arm_match",
    "arm_of",
    "by_config",
    "candidates",
    "grid_arms",
    "members",
    "missing",
    "num_final_runs",
    "num_search_runs",
    "progress_of",
    "search_members",
    "searched_settings",
    "tried_among",
    "tunable_settings",
    "unmatched",
    "usual_values",
    "value_phrase",
    "variable_settings",
    "varied_settings",
    "without_search",
]
