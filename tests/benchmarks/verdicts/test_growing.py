from benchmarks.verdicts.growing import simulate
from benchmarks.verdicts.studies import SPREADS


def test_adding_seeds_until_something_is_decided_rarely_decides_wrongly():
    (decided, _), (without, _) = simulate((3, 5, 7, 9, 11), SPREADS[1], 250, 300)
    assert decided <= 0.08  # 5 %, and what chance adds in 250 studies
    assert without > 1.5 * decided
