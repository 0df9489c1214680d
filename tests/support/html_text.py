"""HTML as a browser parses it: its text, its tags and their attributes."""

from html.parser import HTMLParser


class RenderedHtml(HTMLParser):
    """The text and the tags that a browser would make of a piece of HTML."""

    def __init__(self, source: str):
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(source)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
