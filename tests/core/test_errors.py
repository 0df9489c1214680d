"""core.errors"""

import pickle

import pytest

from core import errors
from core.errors import BothwaysError

NAMED = sorted(
    (error for error in vars(errors).values() if isinstance(error, type) and error is not BothwaysError),
    key=lambda error: error.__name__,
)


@pytest.mark.parametrize("named", NAMED)
def test_an_error_has_its_problem_what_was_expected_and_a_hint(named: type[BothwaysError]):
    with pytest.raises(BothwaysError) as caught:
        raise named("The file is empty.", "It must have rows.", "Choose another one.")
    assert caught.type is named
    assert (caught.value.problem, caught.value.expected, caught.value.hint) == caught.value.args
    assert str(caught.value) == "The file is empty. It must have rows. Choose another one."


@pytest.mark.parametrize("named", NAMED)
def test_each_error_has_a_docstring(named: type[BothwaysError]):
    assert named.__doc__
    assert named.__doc__.endswith(".")


def test_an_error_survives_pickling():
    error = errors.ConfigError("a", "b", "c")
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.problem, copy.expected, copy.hint) == (errors.ConfigError, "a", "b", "c")
