"""Sentiment classes: which of two classes is the positive one, by their names."""

from collections.abc import Sequence

from core.errors import DatasetError

_POSITIVE_NAMES = ("positive", "pos", "good", "yes")


def named_positive(class_names: Sequence[str]) -> str | None:
    """The positive one of two classes by its name; None where their names do not say.

    Of two numbers it is the greater one: some data rate with 0 and 1, some with 1 and 2, tweets of Sentiment140 with 0
    and 4.
    """
    if len(class_names) != 2:
        return None
    try:
        return max(class_names, key=float)
    except ValueError:  # not both are numbers
        named = [name for name in class_names if name.strip().lower() in _POSITIVE_NAMES]
        return named[0] if len(named) == 1 else None


def sentiment_numbers(class_names: Sequence[str]) -> tuple[int, int]:
    """The numbers of the negative and of the positive class.

    Raises:
        DatasetError: when there are not two classes, or their names do not say which is positive.
    """
    positive = named_positive(class_names)
    if positive is None:
        listed = ", ".join(class_names[:5]) + ", ..." * (len(class_names) > 5)
        raise DatasetError(
            f"The classes of the data are {listed}.",
            "text.augmentation needs two classes, of which one is named positive, pos, good or yes, or two numbers.",
            "Rename the classes with dataset.classes, or set text.augmentation to none.",
        )
    number = list(class_names).index(positive)
    return 1 - number, number
