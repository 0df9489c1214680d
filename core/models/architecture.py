"""The layers of a network with their shapes and numbers of weights, computed without TensorFlow."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.catalog import source_of
from core.config import MergeMode, ModelConfig, RunConfig
from core.data.text.prior_tables import LONGEST
from core.directions import DIRECTIONS
from core.errors import ConfigError
from core.models.pooling import ATTENTION_SCORES, has_attention, has_max, has_mean, num_pooled
from core.source import Kind

MAX_PRIOR_CLASSES = 20  # each class adds numbers to every token of every text
MAX_PARAMS = 500_000_000  # 4 bytes each: the ONNX file, a protobuf message, must stay below 2 GB
IMAGE_SIZE = 28  # rows and columns
NUM_GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
CRF = "crf"  # the layer with the transition scores
FLIP = "flip"  # the layer that restores the input order of the steps of a backward layer
MERGE_LAYERS: dict[MergeMode, str] = {"concat": "Concatenate", "sum": "Add", "mul": "Multiply", "ave": "Average"}

_NUM_FEATURES: dict[Kind, int | None] = {"text": None, "image": IMAGE_SIZE, "sequence": 1, "tokens": None}


@dataclass(frozen=True)
class LayerRow:
    """One row of Keras' `summary()`; None in a shape is the batch, or a length that varies."""

    name: str
    layer: str
    output_shape: tuple[int | None, ...]
    num_params: int


def layer_table(config: RunConfig, num_classes: int) -> tuple[LayerRow, ...]:
    """The rows of Keras' `summary()` for `build_model(config, num_classes)`, in its order.

    Raises:
        ConfigError: when the head cannot predict so many classes, or the network has too many weights.
    """
    rows = (
        *_input_rows(config, num_classes),
        *_recurrent_rows(config, num_classes),
        *_pooling_rows(config, num_classes),
        *_head_rows(config, num_classes),
    )
    _check_size(rows, config)
    return rows


def num_params(table: tuple[LayerRow, ...]) -> int:
    """The weights of the whole network, as in the last line of Keras' `summary()`."""
    return sum(row.num_params for row in table)


def num_features(config: RunConfig) -> int | None:
    """Features of each step of the input; None for texts and sentences, whose steps are word ids.

    Own series whose file has not been read yet count as having one channel.
    """
    if config.dataset.kind == "series":
        return source_of(config.dataset).num_channels or config.dataset.num_channels or 1
    return _NUM_FEATURES[config.dataset.kind]


def num_priors(config: RunConfig, num_classes: int) -> int:
    """Numbers that `text.priors` adds to each token: of its word, and of the pair and the triple that end there.

    Two classes have one number from each model, more have one each.

    Raises:
        ConfigError: when there are too many classes.
    """
    if not config.has_priors:
        return 0
    if num_classes > MAX_PRIOR_CLASSES:
        raise ConfigError(
            f"text.priors is {config.text.priors!r} and the data set has {num_classes} classes.",
            f"Priors are made for at most {MAX_PRIOR_CLASSES} classes.",
            "Set text.priors to none.",
        )
    return (1 if num_classes == 2 else num_classes) * (2 if config.text.priors == "both" else 1) * LONGEST


def input_width(config: RunConfig, num_classes: int = 2) -> int:
    """Numbers of each step that the first recurrent layer gets."""
    return num_features(config) or config.model.embedding_dim + num_priors(config, num_classes)


def num_steps(config: RunConfig) -> int | None:
    """Steps of the network's input; None when the number may vary.

    It is fixed for texts padded to `maxlen`, and for images whose columns are read too.
    """
    if config.dataset.has_words:
        return config.text.maxlen if config.train.batching == "padded" else None
    return IMAGE_SIZE if DIRECTIONS[config.model.direction].reads_columns else None


def is_bidirectional(model: ModelConfig) -> bool:
    """Whether each recurrent layer is Keras' `Bidirectional`, of a forward and a backward layer."""
    return DIRECTIONS[model.direction].layout == "wrapped"


def recurrent_numbers(model: ModelConfig) -> range:
    """The numbers of the recurrent layers, the nearest to the input first."""
    return range(1, model.num_layers + 1 if model.has_recurrent_layers else 1)


def goes_backwards(model: ModelConfig) -> bool:
    """Whether the network has backward layers alone."""
    direction = DIRECTIONS[model.direction]
    return direction.layout == "single" and direction.only_pass == "backward"


def reverses_time(config: RunConfig) -> bool:
    """Whether recurrent layers return their last step first, as a Keras layer with `go_backwards` does.

    Segments are put into the order of the input after each layer.
    """
    return goes_backwards(config.model) and config.reset_every is None


def num_direction_layers(model: ModelConfig) -> int:
    """Direction layers in each recurrent layer: two that are merged, or one."""
    return len(DIRECTIONS[model.direction].passes)


def returns_sequences(model: ModelConfig, number: int) -> bool:
    """Whether a recurrent layer outputs every step: all but the last do, and the last where its steps are used."""
    return number < model.num_layers or model.head == "per_step" or model.pools


def stack_suffixes(model: ModelConfig) -> tuple[str, ...]:
    """The endings of layer names, one for each stack of recurrent layers; a second stack reads an image's columns."""
    return ("", "_columns") if DIRECTIONS[model.direction].reads_columns else ("",)


def recurrent_name(number: int, suffix: str = "") -> str:
    """Name of a recurrent layer; `number` 1 is the nearest to the input."""
    return f"recurrent_{number}{suffix}"


def direction_layer_names(model: ModelConfig, number: int, suffix: str = "") -> tuple[str, ...]:
    """Names of the Keras layers of a recurrent layer: one, which may be bidirectional, or two that are merged."""
    name = recurrent_name(number, suffix)
    return (name, f"{name}_second") if DIRECTIONS[model.direction].layout == "merged" else (name,)


def merge_name(number: int) -> str:
    """Name of the layer that merges the two Keras layers of a recurrent layer."""
    return f"{recurrent_name(number)}_merged"


def head_units(model: ModelConfig, num_classes: int) -> int:
    """Units of the head: one for `sigmoid`, and for `per_step` with two classes; otherwise one for each class or label.

    A conditional random field has transitions between any two classes, so that it needs a unit for each.

    Raises:
        ConfigError: when a `sigmoid` head gets more or fewer than two classes.
    """
    if model.head == "sigmoid" and num_classes != 2:
        raise ConfigError(
            f"model.head is 'sigmoid' and the data set has {num_classes} classes.",
            "A sigmoid head predicts exactly two classes.",
            "Set model.head to 'softmax'.",
        )
    has_one_unit = model.head == "sigmoid" or (model.head == "per_step" and num_classes == 2 and not model.has_crf)
    return 1 if has_one_unit else num_classes


def _input_rows(config: RunConfig, num_classes: int) -> Iterator[LayerRow]:
    model, steps, features = config.model, num_steps(config), num_features(config)
    if features is not None:
        yield LayerRow("inputs", "InputLayer", (None, steps, features), 0)
        if DIRECTIONS[model.direction].reads_columns:
            yield LayerRow("columns", "Permute", (None, features, steps), 0)
        return
    yield LayerRow("ids", "InputLayer", (None, steps), 0)
    num_weights = config.text.num_words * model.embedding_dim
    yield LayerRow("embedding", "Embedding", (None, steps, model.embedding_dim), num_weights)
    embedded = (None, steps, input_width(config, num_classes))
    if priors := num_priors(config, num_classes):
        yield LayerRow("priors", "InputLayer", (None, steps, priors), 0)
        yield LayerRow("features", "Concatenate", embedded, 0)
    if model.token_dropout:
        yield LayerRow("token_dropout", "Dropout", embedded, 0)
    if model.spatial_dropout:
        yield LayerRow("spatial_dropout", "SpatialDropout1D", embedded, 0)


def _recurrent_rows(config: RunConfig, num_classes: int) -> Iterator[LayerRow]:
    model = config.model
    width = input_width(config, num_classes)
    for number in recurrent_numbers(model):
        num_weights = num_direction_layer_params(model, width) * (2 if is_bidirectional(model) else 1)
        width = merged_width(model)
        steps = (num_steps(config),) if returns_sequences(model, number) else ()
        layer_width = width if is_bidirectional(model) else model.units
        for suffix in stack_suffixes(model):
            for name in direction_layer_names(model, number, suffix):
                yield LayerRow(name, _recurrent_layer(config), (None, *steps, layer_width), num_weights)
        if DIRECTIONS[model.direction].layout == "merged":
            yield LayerRow(merge_name(number), MERGE_LAYERS[model.merge_mode], (None, *steps, width), 0)


def _pooling_rows(config: RunConfig, num_classes: int) -> Iterator[LayerRow]:
    model, suffixes = config.model, stack_suffixes(config.model)
    steps, width = num_steps(config), _width(config, num_classes)
    if has_attention(model):
        for name, layer, output, num_weights in (
            ("attention_tanh", "Activation", (steps, width), 0),
            (ATTENTION_SCORES, "Dense", (steps, 1), width),
            ("attention_weights", "Softmax", (steps, 1), 0),
            ("attention_sum", "Dot", (1, width), 0),
            ("attention", "Flatten", (width,), 0),
        ):
            yield from (LayerRow(f"{name}{suffix}", layer, (None, *output), num_weights) for suffix in suffixes)
        return
    for suffix in suffixes:
        if has_max(model):
            yield LayerRow(f"pooling_max{suffix}", "GlobalMaxPooling1D", (None, width), 0)
        if has_mean(model):
            yield LayerRow(f"pooling_mean{suffix}", "GlobalAveragePooling1D", (None, width), 0)
    if num_pooled(model) > 1:
        yield from (LayerRow(f"pooling{suffix}", "Concatenate", (None, 2 * width), 0) for suffix in suffixes)


def _head_rows(config: RunConfig, num_classes: int) -> Iterator[LayerRow]:
    model = config.model
    width = _width(config, num_classes) * num_pooled(model) * len(stack_suffixes(model))
    units = head_units(model, num_classes)
    steps = (num_steps(config),) if model.head == "per_step" else ()
    if DIRECTIONS[model.direction].reads_columns:
        yield LayerRow("concatenate", "Concatenate", (None, width), 0)
    if model.head == "per_step" and reverses_time(config):
        yield LayerRow(FLIP, "Functional", (None, *steps, width), 0)
    if model.head_dropout:
        yield LayerRow("head_dropout", "Dropout", (None, *steps, width), 0)
    yield LayerRow("head", "Dense", (None, *steps, units), units * (width + 1))
    if model.has_crf:
        yield LayerRow(CRF, "LinearChainCRF", (None, *steps, units), units * (units + 2))


def _width(config: RunConfig, num_classes: int) -> int:
    """Width of the last recurrent layer's output, or without one of the input."""
    return merged_width(config.model) if config.model.has_recurrent_layers else input_width(config, num_classes)


def merged_width(model: ModelConfig) -> int:
    """Width of a recurrent layer's output, its direction layers merged."""
    return model.units * (num_direction_layers(model) if model.merge_mode == "concat" else 1)


def num_direction_layer_params(model: ModelConfig, width: int) -> int:
    """Weights of one direction layer whose input is `width` wide.

    Each gate has a kernel, a recurrent kernel and a bias; Keras' GRU (`reset_after=True`) has two biases per gate.
    """
    num_biases = 2 if model.cell == "GRU" else 1
    return NUM_GATES[model.cell] * model.units * (width + model.units + num_biases)


def _recurrent_layer(config: RunConfig) -> str:
    model = config.model
    layer = f"Bidirectional({model.cell})" if is_bidirectional(model) else model.cell
    return layer if config.reset_every is None else f"Functional({layer})"


def _check_size(rows: tuple[LayerRow, ...], config: RunConfig) -> None:
    total = num_params(rows)
    if total > MAX_PARAMS:
        largest = max(rows, key=lambda row: row.num_params)
        of_texts = "text.num_words, model.embedding_dim or " if config.dataset.has_words else ""
        raise ConfigError(
            f"The network would have {total:,} weights, {largest.num_params:,} of them in `{largest.name}`.",
            f"At most {MAX_PARAMS:,} weights fit into an ONNX file.",
            f"Lower {of_texts}model.units.",
        )
