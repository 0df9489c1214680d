"""Class rules: `dataset.classes` as a table, which labels are merged, renamed or dropped."""

import re
from collections.abc import Iterator, Mapping

from core.config.config_errors import refusal, short_repr

_TOKEN = re.compile(r'"(?P<quoted>(?:[^"]|"")*)"|(?P<sign>[;:,\n])|(?P<word>[^\s";:,]+)|(?P<open>")')
_EXAMPLE = "Rules look like `1 and 2: negative; 3: drop; 4 and 5: positive`."
_DROP = "drop"


def class_rules(text: str) -> dict[str, str | None]:
    """The class of each label that the rules name; None for those to drop.

    A rule is `label and label: class`, and `;` or a line break ends it; a comma means the same as `and`. What stands
    in double quotes is a name, whatever it holds, and a doubled quote in it is one.

    Raises:
        PydanticCustomError: when a rule has another form, or a label stands in two rules.
    """
    rules: dict[str, str | None] = {}
    for tokens in _split(list(_tokens(text)), (";", "\n")):
        if not tokens:
            continue
        sides = _split(tokens, (":",))
        if len(sides) != 2:
            raise _other_form(text)
        labels = [_name(label) for label in _split(sides[0], (",", "and"))]
        name = None if sides[1] == [(_DROP, False)] else _name(sides[1])
        if name == "" or "" in labels or any(token in ((",", False), ("and", False)) for token in sides[1]):
            raise _other_form(text)
        for label in labels:
            if label in rules:
                raise refusal(
                    f"dataset.classes has two rules for the label {label!r}.",
                    f"Each label stands in one rule. {_EXAMPLE}",
                    "Remove it from one of them.",
                )
            rules[label] = name
    return rules


def rules_text(rules: Mapping[str, str | None]) -> str:
    """The text that `class_rules` reads as these rules."""
    labels: dict[str | None, list[str]] = {}
    for label, name in rules.items():
        labels.setdefault(name, []).append(label)
    return "; ".join(
        f"{' and '.join(map(_quoted, of_one))}: {_DROP if name is None else _quoted(name, (_DROP,))}"
        for name, of_one in labels.items()
    )


def _quoted(name: str, words: tuple[str, ...] = ()) -> str:
    """A name inside a rule: in double quotes where it would mean something else without them."""
    tokens = [match.lastgroup == "word" and match[0] for match in _TOKEN.finditer(name)]
    is_plain = name == " ".join(word for word in tokens if word) and "and" not in tokens and name not in words
    doubled = name.replace('"', '""')
    return name if is_plain and all(tokens) else f'"{doubled}"'


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Signs, words and names in quotes, each with whether it was in quotes."""
    for match in _TOKEN.finditer(text):
        if match["open"]:
            raise refusal(
                "dataset.classes opens a double quote and never closes it.",
                "A name in double quotes ends with one.",
                "Add it, or write two of them for one that belongs to the name.",
            )
        yield (match[0], False) if match["quoted"] is None else (match["quoted"].replace('""', '"'), True)


def _split(tokens: list[tuple[str, bool]], signs: tuple[str, ...]) -> list[list[tuple[str, bool]]]:
    parts: list[list[tuple[str, bool]]] = [[]]
    for word, is_quoted in tokens:
        if word in signs and not is_quoted:
            parts.append([])
        else:
            parts[-1].append((word, is_quoted))
    return parts


def _name(tokens: list[tuple[str, bool]]) -> str:
    return " ".join(word for word, _ in tokens)


def _other_form(text: str) -> Exception:
    return refusal(
        f"dataset.classes is {short_repr(text)}.",
        f"Each rule is one or more labels, a colon and a class. {_EXAMPLE}",
        "Correct it, and put names that hold `:`, `;`, a comma or the word `and` in double quotes.",
    )
