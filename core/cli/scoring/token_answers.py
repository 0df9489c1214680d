"""Predictions for the tokens of sentences, as the command line prints them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.cli.scoring.answer import Answer
from core.runs.run import Run

if TYPE_CHECKING:
    from core.inference.inputs.tagged_sentence import TaggedSentence
    from core.inference.scorer import Scorer


def token_answers(scorer: "Scorer", run: Run, texts: Sequence[str]) -> list[Answer]:
    """The label of each token of typed sentences; where they restore marks or capitals, the sentence with these."""
    from core.inference.inputs.restored_text import restoring_cut
    from core.inference.inputs.tagged_sentence import tag_sentences

    name = run.config.dataset.name
    return [_token_answer(one, name) for one in tag_sentences(scorer, texts, restoring_cut(name))]


def _token_answer(sentence: "TaggedSentence", name: str) -> Answer:
    """The sentence with what its labels restore, or with a label behind each token; below it, a line for each token."""
    from core.inference.inputs.restored_text import restored_text, restoring_cut

    document: dict[str, Any] = {
        "input": sentence.text,
        "tokens": [
            {
                "token": token.token,
                "start": token.start,
                "end": token.end,
                "is_known": token.is_known,
                "label": token.label,
                "probability": token.probability,
                "probabilities": token.probabilities,
            }
            for token in sentence.tokens
        ],
    }
    line = sentence.line
    if restoring_cut(name):
        line = document["restored"] = restored_text(sentence, name)
    width = max((len(token.token) for token in sentence.tokens), default=0)
    unknown = {True: "", False: "  (unknown)"}
    tokens = (
        f"{token.token:{width}}  {token.label} {token.probability:.1%}{unknown[token.is_known]}"
        for token in sentence.tokens
    )
    return Answer(document, line or "(no word)", tuple(tokens))
