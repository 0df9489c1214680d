"""Child processes of benchmarks do not depend on what ran before in the process of the tests."""

import sys
import types

import pytest


@pytest.fixture(autouse=True)
def _plain_main(monkeypatch):
    """A new process runs its parent's `__main__` again, and Streamlit's AppTest leaves a page there."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
