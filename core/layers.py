"""The layers of a network with their shapes and weights, counted without TensorFlow."""

from dataclasses import dataclass

from core.config import ModelConfig, RunConfig
from core.errors import ConfigError

MAX_PARAMS = 500_000_000  # 4 bytes each: the ONNX file, a protobuf message, must stay below 2 GB


@dataclass(frozen=True)
class LayerRow:
    """One line of Keras' `summary()`; None in a shape stands for the batch, or for a length that varies."""

    name: str
    layer: str
    output_shape: tuple[int | None, ...]
    num_params: int


def layer_table(config: RunConfig, num_classes: int) -> tuple[LayerRow, ...]:
    """What Keras' `summary()` would say of `build_model(config, num_classes)`, in its order.

    Raises:
        ConfigError: when the head cannot tell so many classes apart, or the network has too many weights.
    """
    model = config.model
    steps = num_steps(config)
    width = model.embedding_dim
    embedded = (None, steps, width)
    rows = [
        LayerRow("ids", "InputLayer", (None, steps), 0),
        LayerRow("embedding", "Embedding", embedded, config.text.num_words * width),
    ]
    if model.spatial_dropout:
        rows.append(LayerRow("spatial_dropout", "SpatialDropout1D", embedded, 0))
    for number in range(1, model.num_layers + 1):
        num_weights = _num_reader_params(model, width) * _num_readers(model)
        width = _merged_width(model)
        shape = (None, width) if number == model.num_layers else (None, steps, width)
        rows.append(LayerRow(recurrent_name(number), _recurrent_layer(model), shape, num_weights))
    units = head_units(model, num_classes)
    rows.append(LayerRow("head", "Dense", (None, units), units * (width + 1)))
    _check_size(rows)
    return tuple(rows)


def num_params(table: tuple[LayerRow, ...]) -> int:
    """All weights of the network, as the last line of Keras' `summary()` counts them."""
    return sum(row.num_params for row in table)


def num_steps(config: RunConfig) -> int | None:
    """Steps of the network's input: `maxlen` when texts are padded, None (any) in batches of equal length."""
    return config.text.maxlen if config.train.batching == "padded" else None


def recurrent_name(number: int) -> str:
    """Name of a recurrent layer; `number` counts from 1, nearest to the embedding."""
    return f"recurrent_{number}"


def head_units(model: ModelConfig, num_classes: int) -> int:
    """Width of the last layer: one unit for `sigmoid`, else one for each class.

    Raises:
        ConfigError: when a `sigmoid` head meets more or fewer than two classes.
    """
    if model.head != "sigmoid":
        return num_classes
    if num_classes != 2:
        raise ConfigError(
            f"model.head is 'sigmoid' and the data set has {num_classes} classes.",
            "A sigmoid head tells exactly two classes apart.",
            "Set model.head to 'softmax'.",
        )
    return 1


def _num_readers(model: ModelConfig) -> int:
    return 2 if model.direction == "bidirectional" else 1


def _merged_width(model: ModelConfig) -> int:
    return model.units * (_num_readers(model) if model.merge_mode == "concat" else 1)


def _num_reader_params(model: ModelConfig, width: int) -> int:
    """Weights of one recurrent layer in one direction that reads vectors of `width` numbers.

    Each gate has a kernel, a recurrent kernel and a bias; Keras' GRU (`reset_after=True`) has two biases a gate.
    """
    num_gates = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}[model.cell]
    num_biases = 2 if model.cell == "GRU" else 1
    return num_gates * model.units * (width + model.units + num_biases)


def _recurrent_layer(model: ModelConfig) -> str:
    return f"Bidirectional({model.cell})" if model.direction == "bidirectional" else model.cell


def _check_size(rows: list[LayerRow]) -> None:
    total = sum(row.num_params for row in rows)
    if total > MAX_PARAMS:
        largest = max(rows, key=lambda row: row.num_params)
        raise ConfigError(
            f"The network would have {total:,} weights, {largest.num_params:,} of them in `{largest.name}`.",
            f"At most {MAX_PARAMS:,} fit into the file that scores texts.",
            "Lower text.num_words, model.embedding_dim or model.units.",
        )
