"""What the store keeps about the data of a run, which must be the same when the run is resumed."""

import logging
from typing import Any

from core.data.sources import Dataset
from core.errors import DatasetError
from core.runs.run import Run
from core.system.environment import current_environment
from core.training.batches.batching import BATCH_RULE, EARLIER_BATCH_RULE, EARLIER_BATCHES_NOTE
from core.training.checkpoints import latest_epoch
from core.training.tf_runtime import num_threads

_log = logging.getLogger("core")


def data_facts(run: Run, dataset: Dataset) -> dict[str, Any]:
    """What the store keeps about the data, and about the processes that train on them, the current one last.

    Raises:
        DatasetError: when the run continues from a checkpoint, and the data have changed since it began.
    """
    facts = {
        "name": dataset.name,
        "stand_in": dataset.stand_in,
        "class_names": list(dataset.class_names),
        "notes": list(dataset.notes),
        "reading": dataset.reading.to_dict(),
        "fingerprint": dataset.fingerprint(),
    }
    first_fingerprint = run.data.get("fingerprint", facts["fingerprint"])
    is_continued = latest_epoch(run.folder) is not None
    if is_continued and first_fingerprint != facts["fingerprint"]:
        raise DatasetError(
            f"{dataset.name} has changed since this run began.",
            "A run continues from its checkpoint with the same data.",
            "Restore the earlier file and resume, or train a new run with the same settings.",
        )
    if run.config.train.batching == "by_length":
        rules = (*run.batch_rules, BATCH_RULE) if is_continued else (BATCH_RULE,)
        facts["batches"] = list(dict.fromkeys(rules))
        if EARLIER_BATCH_RULE in rules:
            facts["notes"] = [*dataset.notes, EARLIER_BATCHES_NOTE]
            _log.warning(EARLIER_BATCHES_NOTE)
    environment = current_environment(num_threads()).to_dict()
    earlier = run.data.get("environments", []) if is_continued else []
    return facts | {"environments": [one for one in earlier if one != environment] + [environment]}
