"""What the tests of the Score page share."""

import pytest

from core.runs.demo import showcase
from core.runs.run import Run
from pages.shared.session import cache


@pytest.fixture
def showcase_pair(finished_pair: list[Run]) -> list[Run]:
    """Two finished runs that the Score page opens with, forward first."""
    showcase.set_showcase(cache.workspace().home, [run.run_id for run in finished_pair])
    return finished_pair
