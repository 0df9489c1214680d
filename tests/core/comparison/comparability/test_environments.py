import pytest

from core.comparison.comparability.environments import differing_processors, differing_versions, uneven_versions


@pytest.fixture
def trained(add_tested, store):
    """Add a finished run that these environments trained."""

    def add(direction, seed, *environments):
        run = add_tested(direction, seed, [1.0, 0.0])
        store.describe(run.run_id, data={**run.data, "environments": list(environments)})
        return store.get(run.run_id)

    return add


def environment(tensorflow="2.21.0", python="3.11.9", processor="Xeon", instructions=("avx2",)):
    versions = {"bothways": "0.2.0", "tensorflow": tensorflow, "python": python}
    return {"versions": versions, "processor": processor, "instructions": list(instructions), "num_threads": 2}


def test_versions_that_differ_are_named_by_package(trained):
    runs = [
        trained("forward", 1, environment()),
        trained("forward", 2, environment(tensorflow="2.20.0", python="3.12.1")),
        trained("forward", 3),
    ]
    assert differing_versions(runs) == {"tensorflow": ("2.21.0", "2.20.0"), "python": ("3.11.9", "3.12.1")}
    assert differing_versions(runs[::2]) == {}


def test_processors_differ_by_model_or_by_instructions(trained):
    runs = [
        trained("forward", 1, environment()),
        trained("forward", 2, environment(processor="EPYC")),
        trained("forward", 3, environment(instructions=("avx2", "amx_bf16"))),
        trained("forward", 4, environment(tensorflow="2.20.0")),
    ]
    assert differing_processors(runs[:2]) == ("Xeon", "EPYC")
    assert differing_processors([runs[0], runs[2]]) == ("Xeon (avx2)", "Xeon (avx2, amx_bf16)")
    assert differing_processors([runs[0], runs[3]]) == ()


def test_versions_that_one_arm_has_more_often_are_uneven(trained):
    new, old = environment(), environment(tensorflow="2.20.0")
    forward = [trained("forward", 1, new), trained("forward", 2, old)]
    both = [trained("bidirectional", 1, new), trained("bidirectional", 2, old)]
    assert uneven_versions(forward, both) == ()
    assert uneven_versions(forward[:1], both[1:]) == ("tensorflow",)
    assert uneven_versions(forward, both[:1]) == ("tensorflow",)


def test_a_run_that_was_resumed_with_another_version_is_uneven_too(trained):
    new, old = environment(), environment(tensorflow="2.20.0")
    assert uneven_versions([trained("forward", 1, old, new)], [trained("bidirectional", 1, new)]) == ("tensorflow",)


def test_another_python_alone_explains_no_gap_and_nor_does_an_unknown_version(trained):
    runs = [trained("forward", 1, environment()), trained("bidirectional", 1, environment(python="3.12.1"))]
    assert uneven_versions(runs[:1], runs[1:]) == ()
    assert uneven_versions(runs[:1], [trained("bidirectional", 2)]) == ()
