"""The data preview, read by a process of its own: its memory is given back, and the app answers meanwhile."""

from contextlib import nullcontext

from core.config import RunConfig
from core.data.preview import DatasetPreview, read
from core.errors import DatasetError
from core.runs.job import RESULT
from core.runs.job_store import JobStore
from core.runs.jobs import control
from core.runs.jobs.process import Task
from core.system.documents import write_document
from core.system.paths import quoting_everything


def preview_dataset(jobs: JobStore, config: RunConfig, *, quotes_files: bool = False) -> DatasetPreview:
    """The preview of a config's data; what is wrong with the data is in it.

    Args:
        quotes_files: whether the error may quote a file outside the workspace: whether those who will see it may read
            the file, as they see its first rows where nothing is wrong.

    Raises:
        DatasetError: when the process ends without a preview.
    """
    request = {"config": config.to_dict(), "quotes_files": quotes_files}
    return control.result_of(jobs, "preview", request, DatasetPreview, DatasetError)


def work_on_task(task: Task) -> None:
    """Read the data of the requested config and leave the preview as the result."""
    task.report("reading the data")
    with quoting_everything() if task.request["quotes_files"] else nullcontext():
        preview = read(RunConfig.from_dict(task.request["config"]))
    write_document(preview, task.folder / RESULT)
