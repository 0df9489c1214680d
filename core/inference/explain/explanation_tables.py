"""The numbers of explanations as tables with column titles."""

import pandas as pd

from core.inference.explain.attribution import Attributions
from core.inference.explain.incremental import IncrementalTrace
from core.inference.explain.token_reading import TokenReading
from core.inference.explain.token_split import TokenSplit
from core.inference.inputs.tagged_sentence import TaggedSentence


def attribution_table(attributions: Attributions) -> pd.DataFrame:
    """A row a word of the text; the attribution is missing where the word is not read or was not left out."""
    words = attributions.words
    return pd.DataFrame(
        {
            "Position": range(1, len(words) + 1),
            "Word": [attribution.word.token for attribution in words],
            "Log-odds": pd.Series([attribution.change for attribution in words], dtype=float),
            "Status": [attribution.word.status for attribution in words],
        }
    )


def incremental_table(trace: IncrementalTrace) -> pd.DataFrame:
    """The probability after the first and after the last so many words, each with the word that was added."""
    return pd.DataFrame(
        {
            "Words": trace.forward.counts,
            "First words, up to": [trace.words[count - 1].token for count in trace.forward.counts],
            "Of the first words": trace.forward.probabilities,
            "Last words, from": [trace.words[-count].token for count in trace.backward.counts],
            "Of the last words": trace.backward.probabilities,
        }
    )


def reading_table(sentence: TaggedSentence, reading: TokenReading) -> pd.DataFrame:
    """A row for each token: its label as the sentence is read, that of the whole sentence, and when it is reached."""
    length = len(reading.labels)
    return pd.DataFrame(
        {
            "Token": [token.token for token in sentence.tokens[:length]],
            "As it is read": reading.labels,
            "Whole sentence": [token.label for token in sentence.tokens[:length]],
            "Tokens until settled": reading.settled_after,
        }
    )


def token_split_table(sentence: TaggedSentence, split: TokenSplit) -> pd.DataFrame:
    """A row for each token: its label, and what each direction and the bias add to it."""
    return pd.DataFrame(
        {
            "Token": [token.token for token in sentence.tokens],
            "Label": [token.label for token in sentence.tokens],
            **{name.replace("_", " ").capitalize(): values for name, values in split.parts.items()},
            "Bias": split.bias,
            "Together": split.totals,
        }
    )
