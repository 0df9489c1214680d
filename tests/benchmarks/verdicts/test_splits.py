import numpy as np

from benchmarks.verdicts import splits
from benchmarks.verdicts.splits import Cell, Effects, cells, measure, simulated_studies, summary


def test_a_simulated_study_has_every_split_seed_and_row():
    (study,) = simulated_studies(Cell(3, 2, 50), Effects(0.05, 0.01), 1, seed=0)
    assert [one.shape for one in study] == [(2, 50)] * 3
    assert set(np.unique(study)) <= {-1.0, 0.0, 1.0}


def test_effects_of_training_sets_make_splits_differ():
    def spread(effects):
        studies = simulated_studies(Cell(5, 2, 400), effects, 30, seed=0)
        return np.mean([np.var([one.mean() for one in study]) for study in studies])

    assert spread(Effects(0.0, 0.2)) > 4 * spread(Effects(0.0, 0.0))


def test_the_same_seed_measures_the_same():
    first, again = (measure(Cell(3, 1, 40), Effects(0.05, 0.01), 20, seed=3) for _ in range(2))
    assert first == again
    assert 0.5 < first["coverage"] <= 1
    assert first["half_width"] > 0


def test_the_table_has_a_line_for_each_number_of_splits_and_seeds():
    results = [
        {"effects": name, **vars(cell), "coverage": coverage, "half_width": 1.0}
        for cell in cells()
        for name, coverage in (("a", 0.95), ("b", 0.975))
    ]
    lines = summary(results).splitlines()
    assert len(lines) == 2 + len(splits.NUM_SPLITS) * len(splits.NUM_SEEDS)
    assert lines[2].startswith("| 3 | 1 | 95.0 to 97.5 % |")
