"""Sample images, read by a process of its own: the memory of the whole data set is given back."""

from core.config import DatasetConfig
from core.data.sample_images import SampleImages, sample_images
from core.errors import DatasetError
from core.runs.job import RESULT
from core.runs.job_store import JobStore
from core.runs.jobs import control
from core.runs.jobs.process import Task
from core.system.documents import write_document


def load_sample_images(jobs: JobStore, config: DatasetConfig) -> SampleImages:
    """A few test images of a data set.

    Raises:
        DatasetError: when the data set cannot be read or split, or the process ends without a result.
    """
    return control.result_of(jobs, "sample_images", config.model_dump(), SampleImages, DatasetError)


def work_on_task(task: Task) -> None:
    """Read the requested data set and leave its sample images as the result."""
    task.report("reading the data")
    write_document(sample_images(DatasetConfig.model_validate(task.request)), task.folder / RESULT)
