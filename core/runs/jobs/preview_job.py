"""The data preview, and the coverage of word vectors, by a process of its own.

Its memory is given back, and the app answers meanwhile.
"""

from contextlib import nullcontext

from core.config import RunConfig
from core.data.preview import DatasetPreview, read
from core.data.text.vectors.vector_coverage import VectorCoverage, vector_coverage
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


def cover_dataset(jobs: JobStore, config: RunConfig, *, quotes_files: bool = False) -> VectorCoverage:
    """What the word vectors of a config, which are not random, cover of its training texts.

    Args:
        quotes_files: as for `preview_dataset`.

    Raises:
        DatasetError, ConfigError: when the data or the vectors cannot be read, or the process ends without a result.
    """
    request = {"config": config.to_dict(), "quotes_files": quotes_files}
    return control.result_of(jobs, "coverage", request, VectorCoverage, DatasetError)


def work_on_task(task: Task) -> None:
    """Read the data of the requested config and leave the preview, or the coverage, as the result."""
    task.report("reading the data")
    config = RunConfig.from_dict(task.request["config"])
    with quoting_everything() if task.request["quotes_files"] else nullcontext():
        result = vector_coverage(config) if task.job.kind == "coverage" else read(config)
    write_document(result, task.folder / RESULT)
