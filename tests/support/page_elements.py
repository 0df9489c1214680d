"""What tests of pages look for: the texts and buttons of an app, hostile names, runs without a validation split."""

from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

from core.runs.run import Run
from core.runs.store import RunStore
from core.training.history import Epoch

LETTERS = "**bold** <b>x</b> :material/home: :red[x] $x^2$ ![i](http://evil.example/i.png) [l](http://evil.example)"
NO_VALIDATION = ("train.validation_split=0", "train.early_stopping_patience=none")


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


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.text]


def markdown_of(app: AppTest) -> str:
    kinds = ("markdown", "subheader", "caption")
    return "\n".join(element.value for kind in kinds for element in getattr(app, kind))


def verdicts(app: AppTest) -> list[str]:
    return [element.value for element in app.html if 'class="verdict-words' in element.value]


def click_key(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def unvalidated(store: RunStore, run: Run, accuracies: tuple[float, ...] = (0.6, 0.9, 0.8)) -> Run:
    """Give a run epochs that measured no validation part."""
    for number, accuracy in enumerate(accuracies, start=1):
        store.add_epoch(run.run_id, Epoch(number, 0.5, accuracy, None, None, 12.0))
    return run
