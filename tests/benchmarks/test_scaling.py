import pytest

from benchmarks import scaling
from benchmarks.scaling import Point, table


def test_the_products_of_an_epoch_count_the_backward_pass_twice():
    point = Point("units", num_rows=3, length=2, units=5)
    inputs_and_states = scaling.EMBEDDING_DIM + 5
    assert point.flops == 2 * 3 * (2 * inputs_and_states * 4 * 5) * 2 * 3
    assert Point("rows", num_rows=33, batch_size=32).num_updates == 2


def test_the_first_batches_do_not_count_in_the_seconds_of_an_epoch(monkeypatch):
    now = iter([*range(scaling.FIRST_UPDATES), 6.0, 7.0, 8.0])
    monkeypatch.setattr(scaling.time, "perf_counter", lambda: next(now))
    timer = scaling._Timer(max_seconds=3.5)
    enough = [timer.batch_done() for _ in range(scaling.FIRST_UPDATES + 3)]
    assert enough == [False] * (scaling.FIRST_UPDATES + 2) + [True]
    assert timer.seconds_per_batch == pytest.approx((8 - (scaling.FIRST_UPDATES - 1)) / 3)


def test_every_axis_varies_what_it_is_named_for():
    for axis in ("rows", "length", "units", "cores"):
        key = "num_rows" if axis == "rows" else axis
        values = [getattr(point, key) for point in scaling.POINTS if point.axis == axis]
        assert len(set(values)) >= 2
    assert max(point.num_rows for point in scaling.POINTS) == 1_600_000
    assert all(point.num_rows % point.batch_size == 0 for point in scaling.POINTS)


@pytest.mark.process
def test_a_point_is_measured_in_a_process_and_has_a_line_in_its_table():
    point = Point("units", num_rows=64, length=3, units=2)
    ours = scaling._in_process(point, "ours", max_seconds=0.05)
    assert 0 < ours["product_seconds"] < ours["epoch_seconds"]
    assert ours["peak_bytes"] > 1e8
    keras = {name: 3 * value for name, value in ours.items()}
    line = table([{"units": 2, "ours": ours, "keras": keras}], "units").splitlines()[2]
    assert line.startswith("| 2 | ")
    assert "| 3.0 |" in line
