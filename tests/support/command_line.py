"""Running the command line in tests."""

from collections.abc import Sequence

import pytest

from core.__main__ import main


def refusal(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a verb prints on standard error when it refuses; it must print nothing else and return 2."""
    status = main(arguments)
    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    assert printed.err.count("\n") == 1
    return printed.err
