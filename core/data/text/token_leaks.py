"""Token leaks: single tokens that give the class away, as links, ids and templates do, and words do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.data.text.tokenization import Vocabulary
from core.data.text.tokens import distinct_numbers
from core.system.formatting import counted, percent, short

# Words are hardly ever so pure: in 8,000 packaged reviews, in sentences and in 30,000 tweets, the five tokens that are
# (ratings such as 4/10, hashtags of one person) are in 2.5 % of the texts or less.
_MAX_OTHERS = 0.02  # share of the texts with the token that are of other classes, of two classes of equal size
_NEARLY_ALL = 0.95  # of the texts of a class
_CHANCE = 1e-8  # that texts which have the token at random are of one class so often, for each of 100,000 tokens
_FEW = 5  # tokens
_MANY_TEXTS = 0.25  # of the training set: a quarter needs no other word
_MAX_NAMED = 3
_MAX_TOKEN = 30  # characters in a sentence


@dataclass(frozen=True)
class TokenLeak:
    """A token whose training texts are nearly all of one class.

    Args:
        class_name: of that class.
        num_texts: of the class, with the token.
        num_others: of other classes, with the token.
        num_of_class: texts of the class.
    """

    token: str
    class_name: str
    num_texts: int
    num_others: int
    num_of_class: int

    @property
    def decides(self) -> bool:
        """Whether the token has nearly all texts of the class."""
        return self.num_texts >= _NEARLY_ALL * self.num_of_class


def leak_warnings(
    codes: np.ndarray, texts: np.ndarray, tokens: Sequence[str], labels: np.ndarray, class_names: Sequence[str]
) -> Iterator[str]:
    """What single tokens of the training texts give away, as sentences.

    Args:
        codes: which of `tokens` each token of the training texts is, (num_tokens,).
        texts: the number of the text that it is in, (num_tokens,).
        labels: the class of each training text, (n,).
    """
    pairs = np.stack(np.divmod(distinct_numbers(codes * np.int64(len(labels)) + texts), max(1, len(labels))))
    leaks = token_leaks(pairs, tokens, labels, class_names)
    deciding = {leak.class_name: leak for leak in reversed(leaks) if leak.decides}  # the first of each class
    for leak in list(deciding.values())[:_MAX_NAMED]:
        others = len(labels) - leak.num_of_class
        yield (
            f"A single token decides the class {leak.class_name!r}: {_quoted(leak.token)} is in {leak.num_texts:,} of "
            f"its {leak.num_of_class:,} training texts and in {leak.num_others:,} of the {others:,} others. "
            "If it comes from how the texts were collected, as parts of links, ids and templates do, remove it."
        )
    if not deciding and leaks:
        few, share = _few_tokens(pairs, leaks, tokens, len(labels))
        if share >= _MANY_TEXTS:
            named = ", ".join(f"{_quoted(leak.token)} ({leak.class_name})" for leak in few)
            number = counted(len(few), "token decides", "tokens decide")
            yield (
                f"{number} {percent(share)} of the training texts: {named}. "
                "Texts that have one of them are nearly all of its class, so accuracy rests on them. Words rarely do "
                "this, but links, ids and templates do: check where they come from."
            )


def encoded_leaks(ids: np.ndarray, labels: np.ndarray, vocabulary: Vocabulary, class_names: Sequence[str]) -> list[str]:
    """The same of training texts as a network reads them.

    Args:
        ids: of the words, (n, width).
    """
    first = next(iter(vocabulary.word_index.values()), 0)
    texts, columns = np.nonzero(ids >= max(1, first))
    codes = ids[texts, columns].astype(np.int64) - first
    return list(leak_warnings(codes, texts, vocabulary.words, labels, class_names))


def token_leaks(
    pairs: np.ndarray, tokens: Sequence[str], labels: np.ndarray, class_names: Sequence[str]
) -> list[TokenLeak]:
    """The tokens whose texts are nearly all of one class, and too many for chance; those with most texts first.

    Args:
        pairs: the number of a token and that of a text that has it, each pair once, (2, num_pairs).
    """
    from scipy.stats import binom

    sizes = np.bincount(labels, minlength=len(class_names))
    counts = np.zeros((len(tokens), len(class_names)), np.int64)
    np.add.at(counts, (pairs[0], labels[pairs[1]]), 1)
    leaks = []
    for number, name in enumerate(class_names):
        prior = sizes[number] / max(1, len(labels))
        with_token, of_class = counts.sum(axis=1), counts[:, number]
        is_pure = with_token - of_class <= 2 * _MAX_OTHERS * min(0.5, 1 - prior) * with_token
        pure = np.flatnonzero(is_pure & (of_class > 0) & (prior < 1))
        certain = pure[binom.sf(of_class[pure] - 1, with_token[pure], prior) < _CHANCE]
        leaks += [
            TokenLeak(tokens[one], name, int(of_class[one]), int(with_token[one] - of_class[one]), int(sizes[number]))
            for one in certain
        ]
    return sorted(leaks, key=lambda leak: (leak.num_others - leak.num_texts, leak.token))


def _few_tokens(
    pairs: np.ndarray, leaks: Sequence[TokenLeak], tokens: Sequence[str], num_texts: int
) -> tuple[list[TokenLeak], float]:
    """The few tokens that have the most texts together, and the share of these texts."""
    numbers = {token: number for number, token in enumerate(tokens)}
    order = np.argsort(pairs[0], kind="stable")
    starts = np.searchsorted(pairs[0][order], np.arange(len(tokens) + 1))
    texts_of = {leak: pairs[1][order[slice(*starts[numbers[leak.token] :][:2])]] for leak in leaks[:1_000]}
    chosen: list[TokenLeak] = []
    has_one = np.zeros(num_texts, bool)
    while len(chosen) < _FEW and len(chosen) < len(texts_of):
        best = max(texts_of, key=lambda leak: np.count_nonzero(~has_one[texts_of[leak]]))
        if has_one[texts_of[best]].all():
            break
        chosen.append(best)
        has_one[texts_of[best]] = True
    return chosen, float(has_one.mean())


def _quoted(token: str) -> str:
    return repr(short(token, _MAX_TOKEN))
