import numpy as np

from core.config import TextConfig
from core.data.text.rules.given_tokens import normalize_tokens, rows_of_tokens, token_rules
from core.data.text.tokens import Tokens, number_words

TOKENS = number_words([["The", "U.S.", "won't"], ["“the”", "New York"], ["don’t", "the", "The"]])


def lists(tokens: Tokens) -> list[list[str]]:
    words = [tokens.words[code] for code in tokens.codes]
    ends = np.cumsum(tokens.lengths)
    return [words[end - length : end] for end, length in zip(ends, tokens.lengths, strict=True)]


def test_some_sentences_have_their_own_words_in_the_order_of_first_appearance():
    some = rows_of_tokens(TOKENS, np.array([2, 0]))
    assert lists(some) == [["don’t", "the", "The"], ["The", "U.S.", "won't"]]
    assert some.words == ("don’t", "the", "The", "U.S.", "won't")
    assert lists(rows_of_tokens(TOKENS, np.array([], int))) == []


def test_each_token_is_spelled_as_a_whole_and_never_cut():
    rules = token_rules(TextConfig(tokenizer="characters", strip_html=True))
    assert lists(normalize_tokens(TOKENS, rules)) == [
        ["the", "u.s.", "won't"], ['"the"', "new york"], ["don't", "the", "the"],
    ]  # fmt: skip
    assert normalize_tokens(TOKENS, rules).words.count("the") == 1
    typed = token_rules(TextConfig(normalization="none"))
    assert lists(normalize_tokens(TOKENS, typed)) == lists(TOKENS)
    assert (rules.tokenizer, rules.strip_html) == ("words", False)
