"""Space: one setting that a search varies, with its range or its values."""

import math
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from core.config import RunConfig, flatten
from core.config.assignments import as_word, parse_word
from core.errors import ConfigError

Kind = Literal["real", "whole", "power", "ordered", "choice"]
POWERS_OF_TWO = ("model.units", "model.embedding_dim", "train.batch_size")
_LOG_FACTOR = 10  # a range that spans more is searched on a logarithmic scale
_DIGITS = 4  # significant ones of a proposed number
_RANGE = re.compile(r"(\S+?)\s*\.\.\s*(\S+?)(?:\s+(log|linear))?")
_FORM = "A setting's values have the form part.key=low..high or part.key=value,value."
_EXAMPLE = "Write for example train.learning_rate=1e-4..1e-2 or model.cell=LSTM,GRU."


@dataclass(frozen=True)
class Dimension:
    """One setting of a search space, as a number or a choice that a sampler can propose.

    Args:
        name: the setting, such as `model.units`.
        kind: numbers of a range (`real`, `whole`), powers of two in it (`power`), or listed values, which are in order
            where all of them are numbers (`ordered`) and otherwise are not (`choice`).
        low: the lowest proposal: a number, the exponent of a power of two, or the place of a listed value.
        high: the highest proposal.
        log: whether a range is searched on a logarithmic scale.
        words: the listed values, as assignments have them.
    """

    name: str
    kind: Kind
    low: float
    high: float
    log: bool = False
    words: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        """How many values it has: infinitely many for a range of real numbers."""
        return math.inf if self.kind == "real" else self.high - self.low + 1

    @property
    def ends(self) -> tuple[str, ...]:
        """Every listed value, or both ends of a range, as words."""
        return self.words or (self.word(self.low), self.word(self.high))

    def word(self, proposal: Any) -> str:
        """The value of a proposal as an assignment has it; real numbers are rounded to four digits."""
        if self.kind == "choice":
            return str(proposal)
        if self.kind == "ordered":
            return self.words[int(proposal)]
        if self.kind == "power":
            return str(2 ** int(proposal))
        if self.kind == "whole":
            return str(int(proposal))
        return repr(min(max(float(f"{proposal:.{_DIGITS}g}"), self.low), self.high))

    def proposal(self, value: Any) -> Any:
        """The proposal whose value a config has: the inverse of `word`."""
        if self.kind == "choice":
            return as_word(value)
        if self.kind == "ordered":
            return self.words.index(as_word(value))
        if self.kind == "power":
            return int(value).bit_length() - 1
        return int(value) if self.kind == "whole" else float(value)

    def __str__(self) -> str:
        if self.words:
            return f"{self.name} {', '.join(self.words)}"
        scale = {"power": " in powers of two"}.get(self.kind, " on a logarithmic scale" if self.log else "")
        return f"{self.name} {_short(self.word(self.low))} to {_short(self.word(self.high))}{scale}"


def read_dimension(config: RunConfig, line: str) -> Dimension:
    """The dimension that a line describes; each end and value is checked by the setting itself.

    Args:
        line: such as `train.learning_rate=1e-4..1e-2`, with ` log` or ` linear` after it for another scale than the
            usual one, or `model.cell=LSTM,GRU`.

    Raises:
        ConfigError: with the setting, what was expected and what to do.
    """
    name, equals, values = (part.strip() for part in line.partition("="))
    if not (equals and "." in name):
        raise ConfigError(f"{line!r} is no part of a search space.", _FORM, _EXAMPLE)
    if name not in flatten(config):
        config.with_settings([f"{name}=none"])  # names the settings that there are
        raise ConfigError(f"There is no setting {name!r}.", _FORM, _EXAMPLE)
    match = _RANGE.fullmatch(values)
    if not values:
        raise ConfigError(
            f"{name} has no value in the search space.",
            "A setting that is searched has a range or at least two different values.",
            f"Write a range such as low..high, or values separated by commas; or leave {name} out of the search.",
        )
    return _range(config, name, match) if match else _list(config, name, values)


def _range(config: RunConfig, name: str, match: re.Match[str]) -> Dimension:
    kinds = _number_kinds(config, name)
    if not kinds:
        raise ConfigError(
            f"{name} has no range: it is no number.",
            "Only numbers have a range from low to high.",
            f"List its values, such as {name}={','.join(_choices(config, name)) or 'value,value'}.",
        )
    low, high = (_number(name, word, is_whole=float not in kinds) for word in match.groups()[:2])
    scale = match[3]
    if not low < high:
        raise ConfigError(
            f"The range of {name} is from {low:g} to {high:g}.",
            "The first number must be the lower one.",
            f"Write {name}={high:g}..{low:g}." if high < low else "Write two different numbers.",
        )
    if scale == "log" and low <= 0:
        raise ConfigError(
            f"The range of {name} begins at {low:g}.",
            "A logarithmic scale has only numbers above 0.",
            "Raise the lower end, or write linear instead of log.",
        )
    for end in (low, high):
        _checked(config, name, f"{end!r}")
    log = scale == "log" or (scale is None and low > 0 and high / low > _LOG_FACTOR)
    if float in kinds:
        return Dimension(name, "real", low, high, log)
    if name in POWERS_OF_TWO and scale is None:
        first, last = math.ceil(math.log2(low)), math.floor(math.log2(high))
        if first >= last:
            raise ConfigError(
                f"From {low} to {high}, {name} has fewer than two powers of two.",
                "Its range is searched in powers of two.",
                f"Widen the range, or write {name}={low}..{high} linear for every whole number.",
            )
        return Dimension(name, "power", first, last)
    return Dimension(name, "whole", low, high, log)


def _list(config: RunConfig, name: str, values: str) -> Dimension:
    words = tuple(_checked(config, name, word.strip()) for word in values.split(",") if word.strip())
    if len(words) < 2 or len(set(words)) < len(words):
        twice = len(set(words)) < len(words)
        raise ConfigError(
            f"{name} has {'the same value twice' if twice else f'only the value {words[0]}'} in the search space."
            if words
            else f"{name} has no value in the search space.",
            "A setting that is searched has at least two different values.",
            "Remove what is there twice." if twice else f"Name more values, or set {name} for all trials.",
        )
    if _number_kinds(config, name) and all(isinstance(_float(word), float) for word in words):
        words = tuple(sorted(words, key=float))
        return Dimension(name, "ordered", 0, len(words) - 1, words=words)
    return Dimension(name, "choice", 0, len(words) - 1, words=words)


def _checked(config: RunConfig, name: str, word: str) -> str:
    """The word of a value as the setting has it, whether or not it fits the other settings.

    Raises:
        ConfigError: when the setting refuses the value.
    """
    part, _, key = name.partition(".")
    settings = getattr(config, part)
    try:
        checked = type(settings).model_validate(settings.model_dump() | {key: parse_word(word)})
    except ValueError:
        config.with_settings([f"{name}={word}"])  # says in three parts what is wrong
        raise
    return as_word(getattr(checked, key))


def _number_kinds(config: RunConfig, name: str) -> set[type]:
    """`int` or `float`, or nothing for a setting that is no number."""
    annotation = _annotation(config, name)
    return {int, float} & set(get_args(annotation) or (annotation,))


def _choices(config: RunConfig, name: str) -> tuple[str, ...]:
    annotation = _annotation(config, name)
    return (
        ("true", "false") if annotation is bool else tuple(word for word in get_args(annotation) if type(word) is str)
    )


def _annotation(config: RunConfig, name: str) -> Any:
    part, _, key = name.partition(".")
    return type(getattr(config, part)).model_fields[key].annotation


def _number(name: str, word: str, is_whole: bool) -> float:
    number = _float(word)
    if number is None or (is_whole and not number.is_integer()):
        raise ConfigError(
            f"{word!r} is no {'whole ' if is_whole else ''}number.",
            f"A range of {name} has two {'whole ' if is_whole else ''}numbers, such as low..high.",
            "Correct the range.",
        )
    return int(number) if is_whole else number


def _float(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _short(word: str) -> str:
    return f"{float(word):g}" if _float(word) is not None else word
