"""The data preview, read by a process of its own: its memory is given back, and the app answers meanwhile."""

from core.config import RunConfig
from core.data.preview import DatasetPreview, read
from core.errors import DatasetError
from core.runs.job import RESULT
from core.runs.job_store import JobStore
from core.runs.jobs import control
from core.runs.jobs.process import Task
from core.system.documents import write_document


def preview_dataset(jobs: JobStore, config: RunConfig) -> DatasetPreview:
    """The preview of a config's data; what is wrong with the data is in it.

    Raises:
        DatasetError: when the process ends without a preview.
    """
    return control.result_of(jobs, "preview", config.to_dict(), DatasetPreview, DatasetError)


def work_on_task(task: Task) -> None:
    """Read the data of the requested config and leave the preview as the result."""
    task.report("reading the data")
    write_document(read(RunConfig.from_dict(task.request)), task.folder / RESULT)
