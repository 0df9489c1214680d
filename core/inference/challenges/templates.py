"""Templates: English sentences about films, each made with positive and with negative words.

Kinds of sentences as in CheckList (Ribeiro and others, 2020, https://aclanthology.org/2020.acl-main.442/), in our own
words. Every template is filled with as many positive as negative words, so that a network that always predicts one
class passes half of each category.
"""

from collections.abc import Iterator
from functools import cache

from core.inference.challenges.challenge import Challenge

POSITIVE = ("good", "great", "funny", "beautiful", "wonderful", "clever")
NEGATIVE = ("bad", "boring", "awful", "stupid", "weak", "terrible")

# `{word}` decides, by its own sentiment or in `_REVERSED` by the opposite one; `{other}` has the other sentiment.
_TEMPLATES: dict[str, tuple[str, ...]] = {
    "negation": (
        "This is not a {word} film.",
        "The film is not {word}.",
        "I would not call this film {word}.",
        "There is nothing {word} about it.",
        "The story isn't {word} at all.",
        "At no point is it {word}.",
        "Nobody could call this a {word} film.",
        "It never becomes {word}.",
    ),
    "double negation": (
        "Nobody can say that the film is not {word}.",
        "It is not true that this film isn't {word}.",
        "I never thought that it was not {word}.",
        "It would be wrong to say that it isn't {word}.",
        "There is no scene that is not {word}.",
        "You cannot call it anything but {word}.",
    ),
    "contrast": (
        "The music is {other}, but the film as a whole is {word}.",
        "Although the first scenes are {other}, it is a {word} film.",
        "Despite a {other} beginning, the film is {word}.",
        "Some actors are {other}, yet overall it is {word}.",
        "My friends found it {other}. I found it {word}.",
        "The trailer looked {other}, the film itself is {word}.",
        "Even with {other} dialogue it remains a {word} film.",
    ),
    "intensifier": (
        "An extremely {word} film.",
        "It is absolutely {word} from start to finish.",
        "So {word} that I told everyone about it.",
        "By far the most {word} film of the year.",
        "Really, really {word}.",
        "I have rarely seen anything this {word}.",
    ),
    "irrelevant fact": (
        "The film lasts two hours, and it is {word}.",
        "I saw it on a Tuesday with my brother, and it was {word}.",
        "It was shot in Canada in the spring of 1998. It is {word}.",
        "After a long day at work I watched it on the train; it is {word}.",
        "The director has two sons and a dog. The film is {word}.",
        "It is based on a book with 300 pages and it is {word}.",
    ),
    "typo": (
        "Teh film is {word}.",
        "I thougth it was {word}.",
        "A truely {word} moive.",
        "It is {word} form beginning to end.",
        "Waht a {word} film.",
        "The hole story is {word}.",
    ),
    "word order": (
        "It is {word}, not {other}.",
        "I expected it to be {other}, but it was {word}.",
        "The film is {word} rather than {other}.",
        "Not {other}, but {word}.",
        "It is more {word} than {other}.",
        "It could have been {other}. It is {word}.",
        "{Word} instead of {other}.",
    ),
    "word at the start": (
        "{Word} is how I would describe the film that I saw last week with two friends in a cinema near the station.",
        "{Word}: the film that was on after the news last night, which I watched to the end with my sister.",
        "A {word} film that we watched on the first evening of our trip, in a room with a small screen and two chairs.",
        "{Word} was my first thought when the lights went on and everybody went home by bus or on foot.",
    ),
    "word in the middle": (
        "Last week I saw with two friends a film that is {word}, in a cinema near the station, before we went home.",
        "When the lights went on, we agreed that it was {word}, and then everybody went home by bus or on foot.",
        "On the first evening of our trip we watched this {word} film in a room with a small screen and two chairs.",
        "My sister and I watched it after the news, found it {word}, and talked about it in the kitchen until late.",
    ),
    "word at the end": (
        "I saw it last week with two friends in a cinema near the station, and all the way home I thought: {word}.",
        "When the lights went on and everybody went home by bus or on foot, we agreed that the film was {word}.",
        "In a room with a small screen and two chairs, on the first evening of our trip, we watched it: {word}.",
        "It was on after the news last night, and my sister, who watched it to the end with me, found it {word}.",
    ),
}  # fmt: skip
_REVERSED = ("negation",)
CATEGORIES = tuple(_TEMPLATES)


@cache
def challenges() -> tuple[Challenge, ...]:
    """All challenges, category by category."""
    return tuple(_made())


def _made() -> Iterator[Challenge]:
    for category, templates in _TEMPLATES.items():
        for template in templates:
            for is_positive, words, others in ((True, POSITIVE, NEGATIVE), (False, NEGATIVE, POSITIVE)):
                for word, other in zip(words, others, strict=True):
                    text = template.format(word=word, Word=word.capitalize(), other=other)
                    yield Challenge(category, template, _with_article(text), is_positive != (category in _REVERSED))


def _with_article(text: str) -> str:
    """`a awful film` becomes `an awful film`."""
    for article, right in (("a", "an"), ("A", "An")):
        text = text.replace(f"{article} awful", f"{right} awful")
    return text
