"""What every test stands on: a workspace of its own, and the slow tests last."""

from collections.abc import Iterator

import hypothesis
import pytest

hypothesis.settings.register_profile("bothways", deadline=None)  # the cores may be busy with a training
hypothesis.settings.load_profile("bothways")


@pytest.fixture(scope="session", autouse=True)
def _own_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the workspace and the settings of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOTHWAYS_HOME", str(tmp_path_factory.mktemp("workspace")))
        patch.setenv("TF_CPP_MIN_LOG_LEVEL", "2")
        for name in ("BOTHWAYS_MAX_RUNNING", "BOTHWAYS_DATABASE_URL"):
            patch.delenv(name, raising=False)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what fails fast first: unit tests, then real training processes, then the real browser."""
    items.sort(key=lambda item: [item.get_closest_marker(name) is not None for name in ("browser", "process")])
