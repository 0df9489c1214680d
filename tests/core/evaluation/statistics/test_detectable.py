import math

import numpy as np
import pytest
from scipy import stats

from core.evaluation.statistics import detectable_gap, paired_estimate
from tests.support.comparisons.simulated_studies import studies, true_difference


def test_a_study_detects_its_detectable_gap_about_four_times_in_five():
    pilot = np.concatenate(list(studies(3, 500, 0.0, seed=1))[:200])
    disagreement = np.mean(np.abs(pilot))
    shared = {"row_arm_sd": 0.0, "seed_sd": 0.0}
    noise = np.mean(np.abs(np.concatenate(list(studies(3, 500, 0.0, seed=2, **shared))[:200])))
    seed_sd = math.sqrt(np.mean([one.mean(axis=1).var(ddof=1) for one in studies(3, 500, 0.0, seed=3)]) / 2)
    gap = detectable_gap(500, 3, seed_sd, disagreement, noise)
    scale = true_difference(0.1) / 0.1
    estimates = [paired_estimate(one) for one in studies(3, 500, gap / scale, seed=4)]
    assert np.mean([estimate.low > 0 for estimate in estimates]) == pytest.approx(0.8, abs=0.12)


def test_more_rows_and_more_seeds_detect_smaller_gaps():
    gaps = [detectable_gap(rows, seeds, 0.005, 0.12, 0.1) for rows, seeds in ((1000, 3), (8000, 3), (8000, 10))]
    assert gaps == sorted(gaps, reverse=True)
    assert detectable_gap(1000, 3, 0.0, 0.0) == 0


def test_one_seed_detects_the_gap_of_mcnemars_normal_approximation():
    z = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    assert detectable_gap(2000, 1, 0.005, 0.12) == pytest.approx(z * math.sqrt(0.12 / 2000), rel=0.01)
