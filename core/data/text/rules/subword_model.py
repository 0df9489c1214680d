"""Subword model: frequent words whole and rare ones in pieces, learned from the training part, and stored as text."""

import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from core.config import Subwords
from core.data.text.rules.character_rules import SPACE
from core.data.text.tokens import Tokens, number_words

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

UNKNOWN = "\uffff"  # no character, so that no text has it
MAX_PIECE = 16  # characters, SentencePiece's default: without spaces, whole sentences would become pieces
MIN_PAIRS = 2  # a pair of pieces that occurs once says nothing about new texts
_TEXTS_AT_ONCE = 2_000  # between them, the chunks that were cut are forgotten
MAX_CHARACTERS = 5_000_000  # that pieces are learned from: more take long and change few pieces
MAX_BYTES = 2**30  # SentencePiece skips longer texts, 4,192 bytes by default
_NO_CHARACTER = re.compile("[\ud800-\udfff\uffff]")  # half a pair, which UTF-8 cannot hold, and `UNKNOWN`
_CHUNK = re.compile(r"\S+")


def train_subwords(texts: Sequence[str], kind: Subwords, size: int, lower: bool) -> str:
    """Learn pieces from the training texts; equal texts give equal pieces.

    Hugging Face's trainer of unigrams sums in the order of a hash table, so that equal texts give different pieces.
    SentencePiece's trainer (Kudo 2018) always gives the same; the pieces and their scores are all that it adds.

    Args:
        kind: `bpe` merges frequent pairs (Sennrich et al. 2016); `unigram` keeps the pieces that make the texts most
            probable (Kudo 2018).
        size: of the vocabulary. All characters are pieces, even where these alone are more.

    Returns:
        The model in the format of `tokenizer.json` of Hugging Face's `tokenizers`; empty where the texts are.
    """
    plain = [one for one in (_plain(text, lower) for text in texts) if one]
    if not plain:
        return ""
    characters = sorted({SPACE, *set().union(*plain)} - {" "})
    size = max(size, len(characters) + 1)
    some = plain[:: 1 + sum(map(len, plain)) // MAX_CHARACTERS]
    return _of_pairs(some, characters, size) if kind == "bpe" else _of_unigrams(some, characters, size)


def _of_pairs(texts: Sequence[str], characters: list[str], size: int) -> str:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits()]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=MIN_PAIRS,
        max_token_length=MAX_PIECE,
        special_tokens=[UNKNOWN],
        initial_alphabet=characters,  # in this order: equal counts are decided by it
        limit_alphabet=len(characters),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer.to_str()


def _of_unigrams(texts: Sequence[str], characters: list[str], size: int) -> str:
    import sentencepiece
    from tokenizers import Tokenizer, models, pre_tokenizers

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        model_type="unigram",
        vocab_size=size,
        hard_vocab_limit=False,  # few texts have fewer pieces
        required_chars="".join(characters),
        max_sentencepiece_length=MAX_PIECE,
        max_sentence_length=MAX_BYTES,
        normalization_rule_name="identity",
        num_threads=1,
        bos_id=-1,
        eos_id=-1,
        minloglevel=2,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    scores = [(pieces.id_to_piece(number), pieces.get_score(number)) for number in range(pieces.get_piece_size())]
    scores[pieces.unk_id()] = (UNKNOWN, 0.0)
    tokenizer = Tokenizer(models.Unigram(scores, unk_id=pieces.unk_id()))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer.to_str()


def cut_into_subwords(text: str, lower: bool, model: str) -> list[str]:
    """Cut a text into pieces; `▁` in front of a piece stands for the space before it.

    A piece that the model does not know is the characters themselves.
    """
    return next(_pieces([text], lower, model))


def places_of_subwords(text: str, lower: bool, model: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each piece in the text, without the space before it."""
    if not model:
        return ()
    plain, origins = _plain(text, lower), _origins(text, lower)
    encoding = _loaded(model).encode(plain, add_special_tokens=False)
    places = []
    for start, end in encoding.offsets[_first(encoding.tokens) :]:
        first = start + (plain[start] == " " and end - start > 1)
        places.append((origins[first], origins[end - 1] + 1))
    return tuple(places)


def read_subwords(texts: Sequence[str], lower: bool, model: str) -> Tokens:
    """Cut texts into pieces as `cut_into_subwords` cuts each, thousands in one go."""
    return number_words(_pieces(texts, lower, model))


@lru_cache(maxsize=8)
def _loaded(model: str) -> "Tokenizer":
    from tokenizers import Tokenizer

    return Tokenizer.from_str(model)


def _pieces(texts: Sequence[str], lower: bool, model: str) -> Iterator[list[str]]:
    """The pieces of each text; none without a model, since no training text had any.

    What stands between spaces is cut by itself, so that a word is cut once for many texts.
    """
    for begin in range(0, len(texts), _TEXTS_AT_ONCE):
        chunks = [_plain(text, lower).split(" ") if model else [] for text in texts[begin : begin + _TEXTS_AT_ONCE]]
        distinct = list(dict.fromkeys(chain.from_iterable(chunks)))
        encodings = _loaded(model).encode_batch(distinct, add_special_tokens=False) if distinct else []
        of_chunk = {chunk: _named(chunk, encoding) for chunk, encoding in zip(distinct, encodings, strict=True)}
        for of_text in chunks:
            pieces = list(chain.from_iterable(map(of_chunk.__getitem__, of_text)))
            yield pieces[_first(pieces) :]


def _named(chunk: str, encoding: "Encoding") -> list[str]:
    """The pieces of what stands between spaces, with the characters of those that the model does not know."""
    if UNKNOWN not in encoding.tokens:
        return encoding.tokens
    spans = zip(encoding.tokens, encoding.offsets, strict=True)
    return [chunk[slice(*span)] if piece == UNKNOWN else piece for piece, span in spans]


def _first(pieces: Sequence[str]) -> int:
    """The place of the first piece: a space alone before the first character says nothing."""
    return int(pieces[:1] == [SPACE])


def _plain(text: str, lower: bool) -> str:
    """The text that the model reads: in lower case, and with single spaces."""
    return " ".join(_NO_CHARACTER.sub("\ufffd", text.lower() if lower else text).split())


def _origins(text: str, lower: bool) -> list[int]:
    """Where each character of the plain text stands in the text; lower case may have more characters."""
    origins: list[int] = []
    for chunk in _CHUNK.finditer(text):
        origins += [chunk.start() - 1] * bool(origins)
        for place in range(*chunk.span()):
            origins += [place] * (len(text[place].lower()) if lower else 1)
    return origins
