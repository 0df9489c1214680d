"""ModelConfig: the network."""

from typing import Literal

from pydantic import Field

from core.config.parts.config_part import ConfigPart
from core.directions import DIRECTIONS, Direction

Cell = Literal["SimpleRNN", "GRU", "LSTM"]
MergeMode = Literal["concat", "sum", "mul", "ave"]
Head = Literal["sigmoid", "softmax", "logits", "per_step", "multi_label"]
Activation = Literal["tanh", "relu"]
Pooling = Literal["last", "max", "mean", "max_mean", "attention"]
Embeddings = Literal["random", "glove", "file"]
Decoding = Literal["independent", "legal", "crf"]
MAX_EMBEDDING_DIM = 1_024


class ModelConfig(ConfigPart):
    """The network: embedding, recurrent layers and head."""

    cell: Cell = Field("LSTM", description="Cell of the recurrent layers. LSTM and GRU remember longer than SimpleRNN.")
    direction: Direction = Field(
        "bidirectional",
        description=f"{'; '.join(f'`{name}` {direction.help}' for name, direction in DIRECTIONS.items())}.",
    )
    merge_mode: MergeMode = Field(
        "concat", description="How the outputs of the two directions are combined. Only `concat` doubles the width."
    )
    units: int = Field(32, ge=1, le=2_048, description="Width of each direction layer of each recurrent layer.")
    num_layers: int = Field(1, ge=1, le=8, description="Number of stacked recurrent layers.")
    embedding_dim: int = Field(64, ge=1, le=MAX_EMBEDDING_DIM, description="Width of the word embedding.")
    embeddings: Embeddings = Field(
        "random",
        description="Initial word vectors: `random` numbers, `glove` (the packaged 50 numbers for each of 400,000 "
        "words), or those of a `file`. Trained vectors help most where the training set is small.",
    )
    embeddings_path: str | None = Field(
        None,
        description="Path of word vectors in the text format of GloVe, word2vec or fastText, which may be gzipped. "
        "Only for `embeddings=file`.",
    )
    embeddings_trainable: bool = Field(
        True, description="Train the word vectors. Turn it off to keep the initial ones as they are."
    )
    token_dropout: float = Field(
        0.0, ge=0, lt=1, description="Share of tokens whose whole vector is dropped during training."
    )
    spatial_dropout: float = Field(
        0.3, ge=0, lt=1, description="Share of embedding channels dropped for a whole text during training."
    )
    dropout: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Share of each recurrent layer's inputs dropped during training. Raise it against overfitting.",
    )
    recurrent_dropout: float = Field(
        0.0, ge=0, lt=1, description="Share of the recurrent state dropped during training. Training becomes slower."
    )
    reset_every: int | None = Field(
        None,
        ge=1,
        description="Words after which the recurrent states start anew at zero; none keeps them for the whole text. In "
        "long texts, training is faster and no word is far from the start of its segment.",
    )
    activation: Activation = Field("tanh", description="Activation function of the recurrent state.")
    pooling: Pooling = Field(
        "last",
        description="What the head gets of the last recurrent layer: its `last` state, the `max` or `mean` of its "
        "outputs over all steps, both joined (`max_mean`), or their mean weighted by `attention`. Padding is left out.",
    )
    head_dropout: float = Field(
        0.0, ge=0, lt=1, description="Share of the head's inputs dropped during training. Raise it against overfitting."
    )
    l2: float = Field(
        0.0,
        ge=0,
        le=1,
        description="L2 penalty on the kernels of the recurrent layers and of the head, added to the loss. It pulls "
        "weights towards zero.",
    )
    head: Head = Field(
        "sigmoid",
        description="Output layer: one `sigmoid` unit for two classes, `softmax` probabilities or raw `logits` for any "
        "number of classes, the same at each step (`per_step`), or a sigmoid unit for each label of texts that may "
        "have several (`multi_label`).",
    )

    decoding: Decoding = Field(
        "independent",
        description="How the labels of a sentence's tokens are chosen: each by itself (`independent`), the most "
        "probable sequence that the tags' span scheme allows (`legal`), or by a linear-chain conditional random field "
        "(`crf`), which learns which label follows which. Choose `crf` for spans, such as names.",
    )

    @property
    def has_crf(self) -> bool:
        """Whether the head is followed by a conditional random field."""
        return self.decoding == "crf"

    @property
    def has_recurrent_layers(self) -> bool:
        """Whether there is any recurrent layer."""
        return bool(DIRECTIONS[self.direction].passes)

    @property
    def pools(self) -> bool:
        """Whether the head gets all steps pooled instead of the last state; a head at each step gets every step."""
        return self.pooling != "last" and self.head != "per_step"

    @property
    def layers_name(self) -> str:
        """The cell and the units of the recurrent layers; empty without any."""
        return f"{self.cell} {self.units}" if self.has_recurrent_layers else ""
