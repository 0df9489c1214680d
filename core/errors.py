"""The failures Bothways can name, each told in three parts."""


class BothwaysError(Exception):
    """A failure that a person can fix, in three parts: what happened, what was expected, what to do.

    Args:
        problem: what happened, as a sentence.
        expected: what would have been right, as a sentence.
        hint: what to do now, as a sentence.
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
    """An environment variable of Bothways cannot be used."""


class UsageError(BothwaysError):
    """Options of the command line are missing, out of range or contradict each other."""


class ConfigError(BothwaysError):
    """A run's settings are unknown, out of range or impossible together."""


class DatasetError(BothwaysError):
    """A data set is missing, unreadable or unfit for classification."""


class InputError(BothwaysError):
    """What was given to be scored cannot be read: a picture, or the values of a sequence."""


class RunNotFoundError(BothwaysError):
    """A run was named that the store does not hold, or holds more than once."""


class StudyNotFoundError(BothwaysError):
    """A study was named that the store does not hold, or holds more than once."""


class RunStateError(BothwaysError):
    """A run cannot do what was asked of it in its present status."""


class ExportError(BothwaysError):
    """What was asked for cannot be written to the file that was named."""


class ParityError(BothwaysError):
    """The exported ONNX graph does not compute what the Keras model computes."""


class TrainingCancelledError(BothwaysError):
    """Training was asked to stop before it was done."""


class TrainingDivergedError(BothwaysError):
    """The loss is no longer a finite number."""
