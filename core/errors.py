"""Errors that a person can fix, each in three parts."""


class BothwaysError(Exception):
    """An error that a person can fix, in three parts: what happened, what was expected, what to do.

    Args:
        problem: what happened, as a sentence with the value, row or setting in it.
        expected: what is valid, as a sentence.
        hint: what to do, as a sentence.
    """

    def __init__(self, problem: str, expected: str, hint: str):
        super().__init__(problem, expected, hint)
        self.problem = problem
        self.expected = expected
        self.hint = hint

    @property
    def name(self) -> str:
        """The name of its class, or of the class of this module that it is derived from: other processes know these."""
        return next(kind.__name__ for kind in type(self).__mro__ if kind.__module__ == __name__)

    def __str__(self) -> str:
        return f"{self.problem} {self.expected} {self.hint}"


class WorkspaceError(BothwaysError):
    """An environment variable of Bothways has an invalid value."""


class AccessError(BothwaysError):
    """Someone's role, or who owns something, does not allow an action."""


class UsageError(BothwaysError):
    """Options of the command line are missing, out of range or contradict each other."""


class ConfigError(BothwaysError):
    """A setting of a run is unknown, out of range or contradicts another one."""


class DatasetError(BothwaysError):
    """A data set is missing, unreadable or unsuitable for classification."""


class InputError(BothwaysError):
    """An input to score cannot be read: a picture, a file or the values of a sequence."""


class RunNotFoundError(BothwaysError):
    """No run, or more than one, has this id."""


class StudyNotFoundError(BothwaysError):
    """No study, or more than one, has this id."""


class SearchNotFoundError(BothwaysError):
    """No search, or more than one, has this id."""


class RunStateError(BothwaysError):
    """A run's status does not allow an action."""


class ExportError(BothwaysError):
    """A file cannot be written."""


class StorageError(BothwaysError):
    """The workspace cannot be read or written: it is read-only, busy, or its disk fails."""


class NoMemoryError(BothwaysError):
    """A process needs more memory than there is, or than it may use."""


class NoSpaceError(StorageError):
    """The disk is full."""


class DamagedStoreError(StorageError):
    """The database of the run store is damaged."""


class ParityError(BothwaysError):
    """The exported ONNX graph and the Keras model compute different outputs."""


class TrainingCancelledError(BothwaysError):
    """Training was cancelled."""


class TrainingPrunedError(BothwaysError):
    """A search ended a trial early, because others were better at that epoch."""


class TrainingDivergedError(BothwaysError):
    """The loss is not a finite number."""
