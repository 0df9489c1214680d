"""Doubt: what the content of a file does not decide, and which setting does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Doubt:
    """What the content of a file does not decide: the app asks, the command line says it.

    Args:
        setting: what decides it, such as `dataset.encoding`.
        problem: what is not certain and how it was read, as a sentence.
        choices: values of the setting that fit the file, the one that was used first.
    """

    setting: str
    problem: str
    choices: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The doubt with what to do, as sentences."""
        *others, last = self.choices[1:] or ("",)
        values = f" to {', '.join(others)} or {last}" if others else f" to {last}" if last else ""
        return f"{self.problem} Set {self.setting}{values} if this is wrong."
