"""Frames: parts of short English clauses, each affirmed and negated, with places for words.

A clause and its negation differ in one part alone. None of them shares a run of four words with a template of the
challenges, so that no challenge is a training text. `{w}` and `{v}` stand for words of one sentiment, `{o}` for one of
the other, and `{n}` for a neutral noun.
"""

from typing import NamedTuple


class Pair(NamedTuple):
    """A part of a clause that keeps its sentiment, and the same part reversing it."""

    affirmed: str
    negated: str


NOUNS = ("acting", "book", "cast", "day", "ending", "food", "idea", "movie", "place", "plot", "script", "song")
SUBJECTS = ("this", "this", "he", "the {n}", "the {n}", "this {n}", "the whole {n}", "what we got")
VERBS = (
    Pair("is", "is not"),
    Pair("is", "isn't"),
    Pair("was", "was not"),
    Pair("was", "wasn't"),
    Pair("was always", "was never"),
    Pair("always gets", "never gets"),
    Pair("seems", "does not seem"),
    Pair("looked", "didn't look"),
    Pair("can be called", "can't be called"),
    Pair("will be", "won't be"),
    Pair("feels", "hardly feels"),
    Pair("is close to", "is far from"),
    Pair("is nothing but", "is anything but"),
    Pair("has become", "hasn't become"),
    Pair("could be", "could not be"),
    Pair("manages to seem", "fails to seem"),
)
DEGREES = ("", "", "", "very ", "really ", "so ", "that ", "particularly ")
TAILS = ("", "", "", "", " to me", " this time", " to the last", " if you ask me", " I must say", " on the whole")
PHRASES = (
    Pair("a {w} {n}", "not a {w} {n}"),
    Pair("many {w} moments", "no {w} moments"),
    Pair("with a {w} {n}", "without a {w} {n}"),
    Pair("there was something {w} in it", "there was nothing {w} in it"),
    Pair("everything here is {w}", "nothing here is {w}"),
    Pair("everybody called it {w}", "nobody called it {w}"),
    Pair("we saw one {w} {n}", "we saw not one {w} {n}"),
    Pair("both {w} and {v}", "neither {w} nor {v}"),
    Pair("{w}, yes", "{w}? no"),
    Pair("quite {w}", "not {w}"),
    Pair("always {w}", "never {w}"),
    Pair("I had a {w} time", "I never had a {w} time"),
    Pair("it has some {w} ideas", "it has no {w} ideas"),
    Pair("we found the {n} {w}", "we did not find the {n} {w}"),
    Pair("I hoped for a {w} {n} and got one", "I hoped for a {w} {n} and did not get one"),
    Pair("they call it {w}, and I do", "they call it {w}, I don't"),
    Pair("I am {w}", "I am not {w}"),
    Pair("we felt {w}", "we didn't feel {w}"),
    Pair("it wasn't long, it felt {w}", "it was long, it never felt {w}"),
)
# Two negations keep the sentiment of the word; without the second one, the first reverses it.
DOUBLES = (
    Pair("nothing here isn't {w}", "nothing here is {w}"),
    Pair("no {n} of theirs is not {w}", "no {n} of theirs is {w}"),
    Pair("never anything but {w}", "anything but {w}"),
    Pair("we can't call it anything except {w}", "we can't call it {w}"),
    Pair("nobody called it less than {w}", "nobody called it {w}"),
    Pair("it is wrong to call this not {w}", "it is wrong to call this {w}"),
    Pair("I have not seen one {n} that wasn't {w}", "I have not seen one {n} that was {w}"),
    Pair("no one could say this isn't {w}", "no one could say this is {w}"),
)
# Before a clause of subject and verb; negated, it reverses what the clause says.
REPORTS = (
    Pair("I think", "I don't think"),
    Pair("I would say", "I can't say"),
    Pair("everybody thought", "nobody thought"),
    Pair("it is clear that", "it is false that"),
    Pair("I believed that", "I never believed that"),
    Pair("someone told me", "no one told me"),
    Pair("we agree that", "we do not agree that"),
    Pair("you can see that", "you can hardly say that"),
    Pair("I admit", "I deny that"),
    Pair("I feel", "I doubt that"),
    Pair("it is right to claim that", "it is wrong to claim that"),
    Pair("we often said that", "we never said that"),
)
# Of two clauses `{a}` decides: `{b}` has the other sentiment in contrasts, and the same one in lists.
CONTRASTS = (
    "{b}, but then {a}",
    "{b}, but I must say {a}",
    "{b}, yet {a}",
    "although {b}, in truth {a}",
    "{a}, although {b}",
    "{a}, even if {b}",
    "{b}. even so, {a}",
    "{b}, however {a}",
)
LISTS = ("{a} and {b}", "{a}, also {b}", "{b}, what is more, {a}")
ORDERS = (
    "{w} and not {o}",
    "{w}, never {o}",
    "rather {w} than {o}",
    "less {o} than {w}",
    "no longer {o}, now {w}",
    "{w}, I did not say {o}",
)
ENDS = ("", ".", "!")
_ALL = (
    *NOUNS, *SUBJECTS, *TAILS, *DEGREES, *CONTRASTS, *LISTS, *ORDERS,
    *(part for pair in (*VERBS, *PHRASES, *DOUBLES, *REPORTS) for part in pair),
)  # fmt: skip
OWN_WORDS = frozenset("".join(sign if sign.isalpha() else " " for sign in " ".join(_ALL)).lower().split())
