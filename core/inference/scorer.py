"""Scorer: the probabilities of a trained network for texts, images or sequences, without TensorFlow."""

import json
import math
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from core.config import MergeMode, Pooling, RunConfig, TextConfig
from core.data.encoding import Encoded, encode
from core.data.text.prior_tables import PRIORS_FILE, PriorTables
from core.data.text.tokenization import Vocabulary, as_tokens, tokenize, typed_words
from core.data.text.tokens import Tokens, word_lists
from core.errors import RunStateError
from core.inference.decision_rule import NO_LABEL, read_label_thresholds
from core.inference.inputs.text_coverage import Coverage, coverage_of
from core.inference.onnx_session import batches_by_length, head_weights, load_decoder, load_file, start_session
from core.source import KIND_NOUNS, Kind

_LONGEST_AS_TYPED = 100_000  # characters, in which the places of words are found within 0.2 s


@dataclass(frozen=True)
class Score:
    """The prediction of a network for one text.

    Args:
        label: the most probable class; where the text may have several labels, those that are decided, joined by `|`.
        probabilities: of every class or label, in their order.
        num_tokens: words of the text in the vocabulary; with 0 the prediction says nothing about the text.
        unknown_words: out-of-vocabulary words, each once, as it is typed first, in the order of the text.
        num_cut: words that are cut off because the text is longer than `maxlen`.
        milliseconds: from text to probabilities; for several texts scored together, the share of each.
        num_words: words of the text that the network reads, out-of-vocabulary ones too where it has an id for them.
        labels: those above the thresholds stored with the run, where a text may have several; else None.
    """

    text: str
    label: str
    probabilities: dict[str, float]
    num_tokens: int
    unknown_words: tuple[str, ...]
    num_cut: int
    milliseconds: float
    num_words: int
    labels: tuple[str, ...] | None = None

    @property
    def probability(self) -> float:
        """The probability of the predicted class; of several labels, that all are right, as if independent."""
        if self.labels is None:
            return self.probabilities[self.label]
        return math.prod(share if name in self.labels else 1 - share for name, share in self.probabilities.items())


@dataclass(frozen=True)
class ImageScore:
    """The prediction of a network for one image; for several scored together, `milliseconds` is the share of each."""

    label: str
    probabilities: dict[str, float]
    milliseconds: float


class Scorer:
    """The network of a trained run, loaded once to score any number of examples; safe to use from several threads.

    Its probabilities are calibrated: `temperature` (1 if none was fitted) divides the logits in the network's file.

    Args:
        folder: of the run, with `model.onnx`; for texts, `vocabulary.json` and any `priors.npz`; for series,
            `scaling.json`.
        config: the run's settings; texts are encoded exactly as they were for training.

    Raises:
        RunStateError: when a file is missing or cannot be read.
    """

    def __init__(self, folder: Path, config: RunConfig) -> None:
        self._kind = config.dataset.kind
        self._per_step = config.model.head == "per_step"
        self._decoder = load_decoder(folder, config.model)
        self.has_label_sets = config.model.head == "multi_label"
        self.label_rule = read_label_thresholds(folder)
        self._masked = config.train.batching == "by_length"
        if config.dataset.has_words:
            self._vocabulary = load_file(folder / "vocabulary.json", Vocabulary.load)
        self._priors: PriorTables | None = None
        if config.has_priors:
            self._priors = load_file(folder / PRIORS_FILE, PriorTables.load)
        self._session = load_file(folder / "model.onnx", start_session)
        self.folder = folder
        self._input = self._session.get_inputs()[0].name  # `ids` in files from before there were images
        self._widths: dict[str, int] = {output.name: output.shape[-1] for output in self._session.get_outputs()}
        metadata = self._session.get_modelmeta().custom_metadata_map
        self.class_names: tuple[str, ...] = tuple(json.loads(metadata["class_names"]))
        self.temperature = float(json.loads(metadata.get("temperature", "1")))
        self.merge_mode: MergeMode = json.loads(metadata.get("merge_mode", '"concat"'))
        self.pooling: Pooling = json.loads(metadata.get("pooling", '"last"'))
        maxlen = json.loads(metadata.get("maxlen", "null"))
        keeps_maxlen = maxlen is None and self._kind == "text"  # sentences are read whole
        self._text_config = config.text if keeps_maxlen else config.text.model_copy(update={"maxlen": maxlen})

    def encode(self, texts: Sequence[str] | Tokens) -> Encoded:
        """Texts, or sentences, as inputs of the network.

        Raises:
            RunStateError: when the network reads images or sequences.
        """
        self.check_kind("text", "tokens")
        return encode(texts, self._vocabulary, self._text_config, masked=self._masked)

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the network.

        Raises:
            RunStateError: when the network reads images or sequences.
        """
        self.check_kind("text", "tokens")
        return self._vocabulary

    @property
    def text_config(self) -> TextConfig:
        """The settings of the encoding, with the `maxlen` that training used."""
        return self._text_config

    @property
    def has_priors(self) -> bool:
        """Whether the network reads priors beside the words."""
        return self._priors is not None

    @property
    def masked(self) -> bool:
        """Whether the network skips padding, so that a text has as many steps as words."""
        return self._masked

    @cached_property
    def head(self) -> tuple[np.ndarray, np.ndarray]:
        """Kernel (width, num_logits) and bias (num_logits,) of the last layer, divided by the temperature.

        Raises:
            RunStateError: when the file does not have them by name.
        """
        kernel, bias = head_weights(self.folder / "model.onnx")
        return kernel / np.float32(self.temperature), bias / np.float32(self.temperature)

    def probabilities(self, texts: Sequence[str] | Tokens) -> np.ndarray:
        """Probabilities of every class, or of each of several labels, for each text, (n, num_classes)."""
        return self.probabilities_of(self.encode(texts))

    def probabilities_of(self, encoded: Encoded) -> np.ndarray:
        """Probabilities for encoded examples; those of a row do not depend on the other rows.

        Where each step has a label: (n, steps, num_classes), zeros after the end of a sentence; marginal ones of a CRF.
        """
        return self._decoder.probabilities(self._output(self._decoder.output, encoded), encoded.lengths)

    def tags_of(self, encoded: Encoded) -> tuple[np.ndarray, np.ndarray | None]:
        """The probabilities of encoded examples, and the classes of tokens that are decoded together, else None.

        The classes are (n, steps), with `NO_LABEL` after the end of a sentence.
        """
        outputs, lengths = self._output(self._decoder.output, encoded), encoded.lengths
        return self._decoder.probabilities(outputs, lengths), self._decoder.decoded(outputs, lengths)

    def logits_of(self, encoded: Encoded) -> np.ndarray:
        """The output of the head before its activation, divided by the temperature, (n, num_logits).

        A single logit of two classes is the log-odds of the second; probabilities near 0 or 1 round it away.
        """
        return self._output("logits", encoded)

    def summaries_of(self, encoded: Encoded) -> dict[str, np.ndarray]:
        """The final state of each direction of the last recurrent layer before merging, (n, units), by its name.

        With pooling, the pooled outputs of each direction, (n, units), or (n, 2 units) with `max_mean`. Where each step
        has a label, the outputs of each direction at every step, (n, steps, units). In the order of merging; for a few
        rows only, since they are one batch.
        """
        names = self.summary_names
        if not names:
            return {}
        inputs = self._named_inputs(encoded.inputs, encoded.lengths)
        return dict(zip(names, self._session.run(names, inputs), strict=True))

    @property
    def summary_names(self) -> list[str]:
        """Names of the direction layers whose states are merged for the head, in that order."""
        return [name for name in self._widths if name not in ("probabilities", "logits")]

    def _named_inputs(self, inputs: np.ndarray, lengths: np.ndarray) -> dict[str, np.ndarray]:
        """What the graph reads, by name; priors are computed from the words, so that edited texts have their own."""
        named = {self._input: inputs, "lengths": lengths}
        return named if self._priors is None else named | {"priors": self._priors.features(inputs)}

    def _output(self, name: str, encoded: Encoded) -> np.ndarray:
        steps = encoded.inputs.shape[1:2] if self._per_step else ()
        output = np.zeros((len(encoded.inputs), *steps, self._widths[name]), np.float32)
        batches = list(batches_by_length(encoded.lengths))

        def score_batch(rows: np.ndarray) -> None:
            lengths = encoded.lengths[rows]
            inputs = self._named_inputs(encoded.inputs[rows, : lengths.max()], lengths)
            (output[(rows, slice(lengths.max())) if steps else rows],) = self._session.run([name], inputs)

        if len(batches) == 1:
            score_batch(batches[0])  # a thread would take longer than the sentence
        elif batches:
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                list(threads.map(score_batch, batches))
        if steps:
            output[np.arange(steps[0]) >= encoded.lengths[:, np.newaxis]] = 0  # padding
        return output

    def score(self, texts: Sequence[str]) -> list[Score]:
        """The prediction for each text, with its coverage.

        Raises:
            RunStateError: when the network reads images, sequences or sentences.
        """
        self.check_kind("text")
        start = time.perf_counter()
        tokens = as_tokens(texts, self.vocabulary.rules)  # cut once, also for the coverage
        encoded = self.encode(tokens)
        probabilities = self.probabilities_of(encoded)
        milliseconds = (time.perf_counter() - start) * 1000 / max(1, len(texts))
        scored = zip(texts, self.coverages(tokens), probabilities, encoded.num_words.tolist(), strict=True)
        return [self._score(*of_text, milliseconds) for of_text in scored]

    def coverages(self, texts: Sequence[str] | Tokens) -> list[Coverage]:
        """How much of each text the network reads.

        Raises:
            RunStateError: when the network reads images or sequences.
        """
        tokens = as_tokens(texts, self.vocabulary.rules)
        return [coverage_of(words, self.vocabulary, self._text_config) for words in word_lists(tokens)]

    def score_images(self, images: np.ndarray) -> list[ImageScore]:
        """The prediction for each image, (n, rows, columns) with values from 0 to 1.

        Raises:
            RunStateError: when the network reads texts or sequences.
        """
        self.check_kind("image")
        start = time.perf_counter()
        lengths = np.full(len(images), images.shape[1], np.int32)
        probabilities = self.probabilities_of(Encoded(images.astype(np.float32), lengths))
        milliseconds = (time.perf_counter() - start) * 1000 / max(1, len(images))
        scored = zip(self.verdicts(probabilities), probabilities, strict=True)
        return [ImageScore(label, self._named(row), milliseconds) for label, row in scored]

    def check_kind(self, *kinds: Kind) -> None:
        """Refuse examples of other kinds than those that the network reads.

        Raises:
            RunStateError: when the network reads none of these kinds.
        """
        if self._kind not in kinds:
            own, others = KIND_NOUNS[self._kind], KIND_NOUNS[kinds[0]]
            raise RunStateError(
                f"The run's network reads {own}, and {others} were given.",
                f"A network scores examples of the kind it was trained on, {own}.",
                f"Choose a run that was trained on {others}.",
            )

    def verdicts(self, probabilities: np.ndarray) -> list[str]:
        """What is predicted for each row of probabilities, (n, num_classes): its class, or its labels joined by `|`."""
        if self.has_label_sets:
            return [self.label_rule.decide(self._named(row)) or NO_LABEL for row in probabilities]
        return [self.class_names[place] for place in probabilities.argmax(axis=-1)]

    def _named(self, probabilities: np.ndarray) -> dict[str, float]:
        return dict(zip(self.class_names, probabilities.tolist(), strict=True))

    def _score(
        self, text: str, read: Coverage, probabilities: np.ndarray, num_words: int, milliseconds: float
    ) -> Score:
        named, (label,) = self._named(probabilities), self.verdicts(probabilities[np.newaxis])
        unknown = self._as_typed(text, read.unknown_words)
        labels = tuple(self.label_rule.labels(named)) if self.has_label_sets else None
        return Score(text, label, named, read.num_known, unknown, read.num_cut, milliseconds, num_words, labels)

    def _as_typed(self, text: str, tokens: Sequence[str]) -> tuple[str, ...]:
        """The words of a text that became these tokens, each once; in a text too long to look, the tokens."""
        if not tokens or len(text) > _LONGEST_AS_TYPED:
            return tuple(dict.fromkeys(tokens))
        typed_of, rules = dict.fromkeys(tokens, ""), self.vocabulary.rules
        for token, typed in zip(tokenize(text, rules), typed_words(text, rules), strict=True):
            if token in typed_of:
                typed_of[token] = typed_of[token] or typed or token
        return tuple(typed_of.values())
