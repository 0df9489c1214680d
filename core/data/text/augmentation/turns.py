"""Turns: frames of texts whose end, or whose clause after `but`, decides, for `text.augmentation=contrast`.

Like the frames of clauses, they share no run of four words with a challenge or an example. `{w}` and `{v}` stand for
words of one sentiment, `{n}` and `{m}` for neutral nouns.
"""

from typing import NamedTuple

from core.data.text.augmentation.frames import Pair


class Opposites(NamedTuple):
    """Two parts that say the opposite of each other."""

    positive: str
    negative: str


# What comes first and does not count; all of its words have the other sentiment.
OPENINGS = (
    "{w} {n}, {v} {m}",
    "a {w} {n}, a {v} {m}",
    "{w} {n}, {v} {m}, {w} {n}",
    "the {n} is {w}, {v} the {m}",
    "the {n} is {w} and so is the {m}",
    "the {n} can be {w} with a {v} {m}",
    "the {n} was {w} and {v}, with a {w} {m}",
    "we heard of a {w} {n} and a {v} {m}",
    "there is a {w} {n}, and there is a {v} {m}",
    "{w}, {v} and {w} as it began",
    "a {w} opening",
    "a {w} first hour",
    "it opens with a {w} {n} and a {v} {m}",
)
# `{b}` opens, `{a}` decides.
TURNS = (
    "{b}, but {a}",
    "{b}, but {a}",
    "{b}, but in the end {a}",
    "{b}, and yet {a}",
    "{b}, and yet {a}",
    "{b}, yet somehow {a}",
    "{b}. still, {a}",
    "{b}. in the end {a}",
    "{b}. later on {a}",
    "{b}, only {a}",
    "for a while {b}, later {a}",
    "one half was {b}, the other half: {a}",
    "at first {b}. at last {a}",
    "they praised or panned it: {b}. I say: {a}",
)
# What somebody did or felt, or what became of it: of a sentiment without an adjective.
REACTIONS = (
    Opposites("I laughed a lot", "I yawned a lot"),
    Opposites("I laughed all evening", "I slept all evening"),
    Opposites("we laughed and cheered", "we shrugged and left"),
    Opposites("they laughed more than once", "they never laughed once"),
    Opposites("I smiled the whole time", "I suffered the whole time"),
    Opposites("it won me over", "it lost me"),
    Opposites("the {n} comes to life", "the {n} never comes to life"),
    Opposites("this takes off", "this never takes off"),
    Opposites("the {n} works", "the {n} never works"),
    Opposites("this becomes one {n} to remember", "this never becomes more than a {n}"),
    Opposites("everything comes together", "nothing comes together"),
    Opposites("I cared about everybody", "I cared about nobody"),
    Opposites("it stays with me", "it leaves me cold"),
    Opposites("I wanted more of it", "I wanted it to stop"),
    Opposites("I would go again", "I would not go again"),
    Opposites("every minute counts", "every minute drags"),
    Opposites("it grips you", "it doesn't grip you"),
    Opposites("what a {n}", "what a waste"),
    Opposites("what a {n} it is", "what a mess it is"),
    Opposites("I loved it", "I didn't love it"),
    Opposites("I had fun", "I had no fun"),
    Opposites("it ends well", "it ends badly"),
    Opposites("you should go", "you should stay away"),
    Opposites("it pays off", "it doesn't pay off"),
)
# A hope or a report, and in a sentence of its own whether it came true.
HOPES = (
    Opposites("I wanted to enjoy it. I could", "I wanted to enjoy it. I could not"),
    Opposites("we meant to like this. we did", "we meant to like this. we did not"),
    Opposites("he hoped to love the {n}. he did", "he hoped to love the {n}. he didn't"),
    Opposites("they said we'd love this. we did", "they said we'd love this. we didn't"),
    Opposites("I thought I'd like the {n}. I do", "I thought I'd like the {n}. I do not"),
    Opposites("did I love this {n}? I did", "did I love this {n}? I did not"),
    Opposites("she expected to be moved. she was", "she expected to be moved. she was not"),
)
# The same with a word of either sentiment, which the end affirms or negates.
ECHOES = (
    Pair("we thought it would be {w}. it is", "we thought it would be {w}. it is not"),
    Pair("he told us it was {w}. it was", "he told us it was {w}. it wasn't"),
    Pair("was it {w}? it was", "was it {w}? no"),
    Pair("I waited for a {w} {n}. it came", "I waited for a {w} {n}. it never came"),
    Pair("they all wrote: {w}. I agree", "they all wrote: {w}. I do not"),
)
# Short ones without a verb, affirmed and negated.
DENIALS = (
    Pair("a {w} {n}, all of it", "not a {w} {n} at all"),
    Pair("{w}, all of it", "not {w} at all"),
    Pair("a {w} {n} indeed", "not a {w} {n}, no"),
    Pair("such a {w} {n}", "not such a {w} {n}"),
    Pair("one {w} {n} here", "not one {w} {n} here"),
    Pair("{w} as can be", "not so {w} after all"),
    Pair("a {w} {n} for once", "not that {w} {n} again"),
)
_ALL = (*OPENINGS, *TURNS, *(part for pair in (*REACTIONS, *HOPES, *ECHOES, *DENIALS) for part in pair))
TURN_WORDS = frozenset("".join(sign if sign.isalpha() else " " for sign in " ".join(_ALL)).lower().split())
