import numpy as np
import pytest

from core.config import DatasetConfig
from core.data.sample_images import sample_images
from core.errors import DatasetError
from core.runs.jobs.sample_images_job import load_sample_images
from tests.support.job_processes import running_instead

DIGITS = DatasetConfig(name="digits", num_rows=400)

pytestmark = pytest.mark.process


def test_another_process_reads_the_same(store):
    here, there = sample_images(DIGITS), load_sample_images(store.jobs, DIGITS)
    assert here.rows == there.rows
    assert here.labels == there.labels
    np.testing.assert_array_equal(here.images, there.images)


def test_what_is_wrong_with_the_data_comes_back(store, tmp_path):
    with pytest.raises(DatasetError, match=r"gone\.npz"):
        load_sample_images(store.jobs, DatasetConfig(name="mnist", path=str(tmp_path / "gone.npz")))


def test_a_process_that_dies_is_an_error(store, monkeypatch):
    with (
        running_instead(monkeypatch, "import os; os.kill(os.getpid(), 9)"),
        pytest.raises(DatasetError, match="killed by the signal SIGKILL"),
    ):
        load_sample_images(store.jobs, DIGITS)
