"""Texts as words and ids: tokenization, vocabulary, n-grams, priors and word vectors."""
