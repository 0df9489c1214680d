"""The labels of a sentence's tokens, the networks below each other, with the tokens marked where they differ."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.errors import BothwaysError
from core.reports.figures.theme import tag_styles
from core.runs.run import Run
from core.system.formatting import counted, frequent_classes
from pages.score.cards import card_frame, training_summary
from pages.score.compatible_runs import input_kind
from pages.shared.runs.score_html import restored_html, waiting_html
from pages.shared.session import cache
from pages.shared.ui.formats import percent, short
from pages.shared.ui.tag_chips import Chip, chips_html, legend_html

if TYPE_CHECKING:
    from core.inference.inputs.tagged_sentence import TaggedSentence, TaggedToken

SPACES = "score_spaces"  # whether spaces alone divide tokens
_MOST_NAMED = 3
_LONGEST_WORD = 24
_NEXT_LABELS = 2  # beside the predicted one, in a note
Place = tuple[int, int]  # start and end of a token in the sentence


def tag_texts(run: Run, texts: Sequence[str]) -> "list[TaggedSentence]":
    """Sentences with the labels of a network, cut as its training data or where spaces are.

    Raises:
        RunStateError: when a file of the run is missing.
    """
    from core.inference.inputs.restored_text import restoring_cut
    from core.inference.inputs.tagged_sentence import tag_sentences

    cut = restoring_cut(run.config.dataset.name)
    return tag_sentences(cache.scorer(run), texts, cut or ("spaces" if st.session_state.get(SPACES) else None))


def tag_text(run: Run, text: str) -> "TaggedSentence":
    """`tag_texts` for one sentence."""
    return tag_texts(run, [text])[0]


def cut_choice(runs: Sequence[Run]) -> None:
    """Whether spaces alone divide the tokens of a typed sentence, where a network could be trained on such tokens."""
    from core.inference.inputs.restored_text import restoring_cut

    if input_kind(runs) == "tokens" and any(restoring_cut(run.config.dataset.name) is None for run in runs):
        st.toggle(
            "Split at spaces only", key=SPACES,
            help="Takes what spaces divide as one token. Turn it on to paste sentences that are cut already.",
        )  # fmt: skip


def token_cards(runs: Sequence[Run], names: Sequence[str], text: str | None) -> "list[TaggedSentence | None]":
    """A card for each network across the page; returns what each predicts, None where it cannot be scored."""
    sentences: list[TaggedSentence | BothwaysError | None] = []
    for run in runs:
        try:
            sentences.append(None if text is None else tag_text(run, text))
        except BothwaysError as error:
            sentences.append(error)
    valid = [None if isinstance(one, BothwaysError) else one for one in sentences]
    differing = differing_places(runs, valid)
    if summary := _difference_sentence(valid, differing):
        st.text(summary)
    labelled = [cache.scorer(run).class_names for run, one in zip(runs, valid, strict=True) if one is not None]
    for class_names in dict.fromkeys(labelled):
        st.html(legend_html(tag_styles(class_names)))
    for run, name, sentence in zip(runs, names, sentences, strict=True):
        with card_frame(run, name):
            if isinstance(sentence, BothwaysError):
                raise sentence
            _verdict(run, sentence, differing)
    return valid


def differing_places(runs: Sequence[Run], sentences: "Sequence[TaggedSentence | None]") -> set[Place]:
    """The tokens to which networks with the same classes give different labels, by their place in the sentence."""
    labels: dict[tuple[tuple[str, ...], Place], set[str]] = {}
    for run, sentence in zip(runs, sentences, strict=True):
        if sentence is not None:
            class_names = cache.scorer(run).class_names
            for token in sentence.tokens:
                labels.setdefault((class_names, (token.start, token.end)), set()).add(token.label)
    return {place for (_, place), of_place in labels.items() if len(of_place) > 1}


def token_table(sentence: "TaggedSentence") -> pd.DataFrame:
    """A row for each token: its label, and the probability of it and of every class, of many the most probable ones."""
    sums = dict.fromkeys(sentence.tokens[0].probabilities, 0.0) if sentence.tokens else {}
    for token in sentence.tokens:
        for name, share in token.probabilities.items():
            sums[name] += share
    names = list(sums)
    columns = [names[place] for place in frequent_classes(list(sums.values()))]
    return pd.DataFrame(
        {
            "Token": [token.token for token in sentence.tokens],
            "Label": [token.label for token in sentence.tokens],
            "Probability": [100 * token.probability for token in sentence.tokens],
            "Known": ["yes" if token.is_known else "no" for token in sentence.tokens],
            **{f"p {name}": [100 * token.probabilities[name] for token in sentence.tokens] for name in columns},
        }
    )


def _verdict(run: Run, sentence: "TaggedSentence | None", differing: set[Place]) -> None:
    with st.container(key=f"verdict_{run.run_id}", gap="xsmall"):
        if sentence is None:
            st.html(waiting_html())
            st.text("–")
        else:
            if restored := restored_html(sentence, run.config.dataset.name, differing):
                st.html(restored)
            st.html(chips_html(_chips(sentence, differing), tag_styles(cache.scorer(run).class_names)))
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.text(" · ".join((*_notes(sentence), _summary(sentence))), width="content")
                with st.popover("Table", icon=":material/table:", key=f"tokens_{run.run_id}"):
                    _table(run, sentence)
    st.text(training_summary(run))


def _table(run: Run, sentence: "TaggedSentence") -> None:
    frame = token_table(sentence)
    shares = [str(name) for name in frame.columns if name not in ("Token", "Label", "Known")]
    st.dataframe(
        frame, hide_index=True, height=300, key=f"token_table_{run.run_id}",
        alt="The label of each token and the probability of each class",
        column_config=dict.fromkeys(shares, st.column_config.NumberColumn(format="%.1f %%")),
    )  # fmt: skip


def _chips(sentence: "TaggedSentence", differing: set[Place]) -> list[Chip]:
    return [
        Chip(
            sentence.text[token.start : token.end], token.label, _note(token), (token.start, token.end) in differing,
            not token.is_known,
        )
        for token in sentence.tokens
    ]  # fmt: skip


def _difference_sentence(sentences: "Sequence[TaggedSentence | None]", differing: set[Place]) -> str:
    """How many tokens have different labels, with the first of them; empty for fewer than two networks."""
    tagged = [sentence for sentence in sentences if sentence is not None and sentence.tokens]
    if len(tagged) < 2:
        return ""
    if not differing:
        labels = {token.label for token in tagged[0].tokens}
        return f"The networks give all tokens the {f'label {labels.pop()}' if len(labels) == 1 else 'same labels'}."
    words = [short(tagged[0].text[slice(*place)], _LONGEST_WORD) for place in sorted(differing)]
    more = " …" if len(words) > _MOST_NAMED else ""
    tokens = counted(len(differing), "token", "tokens")
    return f"≠ The networks differ at {tokens}: {', '.join(words[:_MOST_NAMED])}{more}."


def _notes(sentence: "TaggedSentence") -> list[str]:
    if not sentence.tokens:
        return ["No token: the network has nothing to label"]
    notes = []
    if unknown := sentence.unknown_words:
        words = ", ".join(short(word, _LONGEST_WORD) for word in unknown[:_MOST_NAMED])
        more = " …" if len(unknown) > _MOST_NAMED else ""
        notes.append(f"Out of vocabulary: {words}{more}")
    doubtful = min(sentence.tokens, key=lambda token: token.probability)
    word = short(sentence.text[doubtful.start : doubtful.end], _LONGEST_WORD)
    notes.append(f"Least certain: {doubtful.label} for {word}, {percent(doubtful.probability)}")
    return notes


def _summary(sentence: "TaggedSentence") -> str:
    return f"{counted(len(sentence.tokens), 'token', 'tokens')} · {sentence.milliseconds:.1f} ms"


def _note(token: "TaggedToken") -> str:
    """The probabilities of the most probable labels."""
    ranked = sorted(token.probabilities.items(), key=lambda item: -item[1])[: _NEXT_LABELS + 1]
    shares = ", ".join(f"{name} {percent(share)}" for name, share in ranked)
    return f"{short(token.token)}: {shares}{'' if token.is_known else ' (out of vocabulary)'}"
