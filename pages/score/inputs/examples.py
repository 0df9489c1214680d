"""Example texts, each with what it tests."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.runs.run import Run


@dataclass(frozen=True)
class Example:
    """An example: the name on its chip, the text, what it tests, and the class that people read in it, if any."""

    name: str
    text: str
    tests: str
    label: str = ""

    @property
    def hint(self) -> str:
        """What the example tests and what is expected."""
        return f"{self.tests} Expected: {self.label}." if self.label else self.tests


_LONG_REVIEW = (
    "I went in with low hopes, and for the first hour the film did all it could to prove me right. The opening is a "
    "muddle of names and dates, the camera never stands still, and the music tells you what to feel before anybody has "
    "said a word. The dialogue is stiff, the jokes fall flat, and the villain explains his plan twice, as if the "
    "writers feared that we had left the room, which some people in my row had. I looked at my watch more than once, "
    "and I was already writing an angry review in my head: dull, noisy, far too long, a waste of a fine cast and of a "
    "good idea. And then, somewhere after the train leaves the city, something changes. The film grows quiet. Two "
    "people who have shouted at each other all evening sit down at a kitchen table and talk, and for the first time "
    "one believes that they have known each other for years. From there on every scene is better than the one before. "
    "The old woman, who seemed a mere ornament, turns out to be the heart of the story, and the actress plays her "
    "without a single false note. The last half hour is as tender and as honest as anything I have seen this year, "
    "and the final picture, a light that goes on in an empty house, stayed with me for days. I left the cinema moved "
    "and a little ashamed of my impatience. Go and see it, sit through the beginning, and stay until the very end: it "
    "is a wonderful film."
)
EXAMPLES = (
    Example("Negation", "I expected to love it. I did not.", "The “not” at the end reverses the positive start.",
            "negative"),
    Example("Not bad", "Not a bad film at all.", "Two negative words that together are positive.", "positive"),
    Example("Contrast", "A slow start, but what an ending!", "The part after “but” should weigh more.",
            "positive"),
    Example(
        "Late turn", "Great cast, fine music, and yet it never comes alive.",
        "Praise first, but the last words decide. Compare the directions.", "negative",
    ),
    Example(
        "Sarcasm", "Oh great, another sequel. Exactly what the world was waiting for.",
        "Positive words with a negative meaning: networks that count words fail.", "negative",
    ),
    Example("Long review", _LONG_REVIEW, "Longer than the input of many networks. See which words are cut off.",
            "positive"),
    Example("Praise", "A warm, funny and moving film that I will watch again.", "Plain praise.", "positive"),
    Example("Complaint", "Two hours of my life that I will never get back.", "A complaint without a negative word.",
            "negative"),
    Example(
        "Mixed", "The plot is thin and the effects are cheap, but I laughed from start to finish.",
        "Two complaints, and then what counts.", "positive",
    ),
    Example(
        "Another language", "Ein wunderbarer Film, den ich nie vergessen werde.",
        "Words outside the vocabulary: do not trust the prediction.",
    ),
    Example(
        "Digits", "10/10, I would watch all 180 minutes again, 2 or 3 times.",
        "Shows whether numbers are in the vocabulary.", "positive",
    ),
    Example("Emoji", "😍👍 🎬🍿 … 😴", "No words at all: the prediction says nothing about the text."),
    Example("Empty", "", "The prediction of each network without any input."),
)  # fmt: skip
TWEET_EXAMPLE = Example(
    "Recommendation", "I do not recommend this product", "One “not” before a positive word decides."
)  # fmt: skip


_WITHOUT_MARKS = (
    Example("No marks", "well i did not expect much but what an ending who would have thought it",
            "Questions and exclamations show only when the words after them are read."),
    Example("List", "it has love hate war and peace in it and a dog",
            "The commas of a list depend on the words that follow."),
    Example("Two sentences", "the cast is great the plot is not why did they make it",
            "Where a sentence ends is decided by the beginning of the next one."),
    Example("Names", "anna said that john who directed it lives in new york",
            "The commas around a clause come in pairs."),
)  # fmt: skip
_WITHOUT_CAPITALS = (
    Example("Places", "i saw it in new york with anna and the bbc made it",
            "Names, and letters that are all capitals."),
    Example("Two sentences", "the cast is great the plot is not why did they make it",
            "A new sentence begins where the words after it say so."),
)  # fmt: skip
_SENTENCES = (
    Example("News", "Anna Smith flew from Oslo to New York on Monday, and she liked it.",
            "Names of people and places."),
    Example("Ambiguous", "The old man the boats.", "“man” is a verb, which only the words after it show."),
    Example("Same word", "They can fish because a can of fish is cheap.", "“can” and “fish” have two roles each."),
)  # fmt: skip
_OF_TOKENS = {"punctuation": _WITHOUT_MARKS, "capitals": _WITHOUT_CAPITALS}


def examples_for(runs: Sequence[Run]) -> dict[str, Example]:
    """The examples for these runs, by name; runs on tweets have one more, and runs that label tokens others."""
    if runs and runs[0].config.dataset.kind == "tokens":
        of_tokens = _OF_TOKENS.get(runs[0].config.dataset.name, _SENTENCES)
        return {example.name: example for example in of_tokens}
    tweets = any(run.config.dataset.name == "sentiment140" for run in runs)
    return {example.name: example for example in ((TWEET_EXAMPLE, *EXAMPLES) if tweets else EXAMPLES)}
