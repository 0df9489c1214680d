"""Delimiters: the characters between two columns of a CSV file, and their names."""

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SPACE = " "  # R's; only where cells are in quotes, since texts are full of spaces


def delimiter_names() -> str:
    """The delimiters for a sentence: `comma, semicolon, tab or pipe`."""
    *names, last = DELIMITERS.values()
    return f"{', '.join(names)} or {last}"


def separated_by(delimiter: str) -> str:
    """The delimiter of many columns for a sentence: `commas`, or the character itself where it is a rare one."""
    names = DELIMITERS | {SPACE: "space"}
    return f"{names[delimiter]}s" if delimiter in names else repr(delimiter)
