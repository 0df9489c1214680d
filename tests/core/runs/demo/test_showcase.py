import pytest

from core.config import RunConfig
from core.errors import RunStateError
from core.runs.demo.bundled import demo_runs
from core.runs.demo.showcase import reset_showcase, set_showcase, showcase_runs


@pytest.fixture
def finish(store):
    """Add a finished run with this name."""

    def add(name="one"):
        run = store.create(RunConfig(), name)
        store.claim(run.run_id, None)
        store.finish(run.run_id, {}, 2.5)
        return store.get(run.run_id)

    return add


def ids(home, store):
    return [run.run_id for run in showcase_runs(home, store)]


def test_chosen_runs_keep_their_order_until_the_showcase_is_reset(settings, store, finish):
    shipped = [run.run_id for run in demo_runs()]
    assert ids(settings.home, store) == shipped
    first, second = finish("first"), finish("second")
    set_showcase(settings.home, [second.run_id, "demo-forward", first.run_id, second.run_id])
    assert ids(settings.home, store) == [second.run_id, "demo-forward", first.run_id]
    reset_showcase(settings.home)
    assert ids(settings.home, store) == shipped
    reset_showcase(settings.home)


def test_deleted_and_unfinished_runs_leave_the_showcase(settings, store, finish):
    run, waiting = finish(), store.create(RunConfig())
    set_showcase(settings.home, [run.run_id, waiting.run_id])
    assert ids(settings.home, store) == [run.run_id]
    store.delete(run.run_id)
    assert ids(settings.home, store) == ["demo-forward", "demo-bidirectional"]


@pytest.mark.parametrize("number", [0, 5])
def test_a_showcase_of_no_runs_or_too_many_is_refused(settings, number):
    with pytest.raises(RunStateError, match="room for 1 to 4 runs"):
        set_showcase(settings.home, [f"run {index}" for index in range(number)])


@pytest.mark.parametrize("content", ["", "{", "[]", '{"runs": 3}', '{"runs": [3, null]}', "\x00"])
def test_an_unreadable_choice_falls_back_to_the_shipped_pair(settings, store, content):
    set_showcase(settings.home, ["gone"])
    (settings.home / "shown.json").write_text(content, encoding="utf-8")
    assert ids(settings.home, store) == ["demo-forward", "demo-bidirectional"]
