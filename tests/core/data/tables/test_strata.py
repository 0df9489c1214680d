import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.data.tables.strata import label_strata

LABELS = arrays.arrays(np.int32, st.tuples(st.integers(1, 60), st.integers(1, 4)), elements=st.integers(0, 1))


@given(LABELS, st.integers(2, 6))
def test_no_stratum_is_smaller_than_the_least_unless_it_is_the_only_one(labels, least):
    strata = label_strata(labels, least)
    assert len(strata) == len(labels)
    sizes = np.bincount(strata)
    assert sizes.min() >= least or len(sizes) == 1


def test_frequent_combinations_are_strata_and_rare_ones_follow_their_rarest_label():
    both, first, second, none = [1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]
    rare, rarer = [1, 0, 1], [1, 1, 1]  # of label 2, which has fewest rows
    rows = np.array([both] * 5 + [first] * 5 + [second] * 5 + [none] * 5 + [rare] * 2 + [rarer] * 2)
    strata = label_strata(rows, 3)
    assert len(set(strata.tolist())) == 5
    assert len(set(strata[20:].tolist())) == 1
