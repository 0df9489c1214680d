import pytest

from core.comparison.comparability.notes import member_notes

ENVIRONMENT = {
    "versions": {"bothways": "0.2.0", "keras": "3.15.1"}, "processor": "Xeon", "instructions": [], "num_threads": 2,
}  # fmt: skip


@pytest.fixture
def trained(add_tested, store):
    """Add a finished run with these changes to what is stored of its data."""

    def add(seed, **facts):
        run = add_tested("forward", seed, [1.0, 0.0])
        store.describe(run.run_id, data={**run.data, **facts})
        return store.get(run.run_id)

    return add


def test_runs_of_one_environment_and_one_data_set_need_no_note(trained):
    assert list(member_notes([trained(1, environments=[ENVIRONMENT]), trained(2, environments=[ENVIRONMENT])])) == []
    assert list(member_notes([trained(1), trained(2)])) == []  # as older versions left them
    assert list(member_notes([trained(1, fingerprint="")])) == []  # compared with nothing


def test_near_duplicates_in_the_test_set_are_a_note(trained):
    runs = [trained(1, near_duplicates=0), trained(2, near_duplicates=1), trained(3)]
    assert [(note.kind, note.runs) for note in member_notes(runs)] == [("near_duplicates", (runs[1],))]


def test_each_difference_or_gap_in_the_records_is_a_note(trained):
    known = trained(1, environments=[ENVIRONMENT])
    other = trained(2, environments=[ENVIRONMENT | {"versions": {"bothways": "0.3.0"}, "processor": "EPYC"}])
    unknown = trained(3, fingerprint="")
    assert [(note.kind, note.runs) for note in member_notes([known, other, unknown])] == [
        ("no_fingerprint", (unknown,)),
        ("mixed_versions", (known, other, unknown)),
        ("mixed_processors", (known, other, unknown)),
        ("unknown_versions", (unknown,)),
    ]
