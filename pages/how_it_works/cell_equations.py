"""The three recurrent cells: gates, equations and number of parameters."""

from dataclasses import dataclass
from typing import Literal

from core.config import Cell, RunConfig
from core.directions import Direction
from core.models.architecture import layer_table, recurrent_name


@dataclass(frozen=True)
class Gate:
    """One block of weights: a `gate` scales a value (sigmoid), a `candidate` is new content (tanh)."""

    letter: str
    role: Literal["gate", "candidate"]


@dataclass(frozen=True)
class CellLesson:
    """What the lesson says about a cell.

    Args:
        gates: its blocks in Keras' order; each has a kernel, a recurrent kernel and `num_biases` biases.
        equations: LaTeX, in the order in which the cell computes; row vectors, as Keras multiplies them.
        idea: how it updates its state, in one sentence.
    """

    name: Cell
    gates: tuple[Gate, ...]
    num_biases: int
    equations: tuple[str, ...]
    idea: str

    @property
    def formula(self) -> str:
        """The number of parameters of one direction in LaTeX, with n units and d inputs."""
        num_gates = len(self.gates) if len(self.gates) > 1 else ""
        return rf"{num_gates}\,n\,(d + n + {self.num_biases})".removeprefix(r"\,")

    def arithmetic(self, inputs: int, units: int) -> str:
        """The formula with numbers, such as `4 · 128 · (128 + 128 + 1)`."""
        return f"{len(self.gates)} · {units} · ({inputs} + {units} + {self.num_biases})"


CELLS = (
    CellLesson(
        "SimpleRNN",
        (Gate("h", "candidate"),),
        1,
        (r"h_t = \tanh(x_t W + h_{t-1} U + b)",),
        "The state is rewritten at every step through the same weights, so what was read long ago fades.",
    ),
    CellLesson(
        "GRU",
        (Gate("z", "gate"), Gate("r", "gate"), Gate("ĥ", "candidate")),
        2,
        (
            r"z_t = \sigma(x_t W_z + h_{t-1} U_z + b_z)",
            r"r_t = \sigma(x_t W_r + h_{t-1} U_r + b_r)",
            r"k_t = r_t \odot (h_{t-1} U_h + b_k)",
            r"\hat h_t = \tanh(x_t W_h + k_t + b_h)",
            r"h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \hat h_t",
        ),
        "The update gate z sets how much of the old state remains, the reset gate r how much of it the candidate sees.",
    ),
    CellLesson(
        "LSTM",
        (Gate("i", "gate"), Gate("f", "gate"), Gate("ĉ", "candidate"), Gate("o", "gate")),
        1,
        (
            r"i_t = \sigma(x_t W_i + h_{t-1} U_i + b_i)",
            r"f_t = \sigma(x_t W_f + h_{t-1} U_f + b_f)",
            r"o_t = \sigma(x_t W_o + h_{t-1} U_o + b_o)",
            r"\hat c_t = \tanh(x_t W_c + h_{t-1} U_c + b_c)",
            r"c_t = f_t \odot c_{t-1} + i_t \odot \hat c_t",
            r"h_t = o_t \odot \tanh(c_t)",
        ),
        "A memory cell c beside the state: the forget gate f keeps old content, the input gate i adds new content, the "
        "output gate o sets what the state shows.",
    ),
)


def num_layer_params(cell: Cell, inputs: int, units: int, direction: Direction) -> int:
    """Parameters of one recurrent layer, counted by the same code as for every network of the app.

    Args:
        inputs: numbers in each input vector, 1 to 1024.
    """
    values = {"cell": cell, "embedding_dim": inputs, "units": units, "direction": direction}
    table = layer_table(RunConfig.from_dict({"model": values}), num_classes=2)
    return next(row.num_params for row in table if row.name == recurrent_name(1))
