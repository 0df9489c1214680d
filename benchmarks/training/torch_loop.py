"""The networks of the races as PyTorch's users write them: a bidirectional network and its training loop."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.training.rows import Rows

if TYPE_CHECKING:
    import torch


def network(
    cell: str, width: int, units: int, num_outputs: int, num_words: int | None = None, num_layers: int = 1
) -> "torch.nn.Module":
    """Bidirectional recurrent layers with a linear head on their last outputs, shape (batch, num_outputs).

    Args:
        cell: `LSTM`, `GRU` or `RNN`.
        width: of each step, or of the embedding where there are `num_words`.
    """
    import torch
    from torch import nn

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(num_words, width) if num_words else nn.Identity()
            recurrent = getattr(nn, cell)
            self.recurrent = recurrent(width, units, num_layers=num_layers, batch_first=True, bidirectional=True)
            self.head = nn.Linear(2 * units, num_outputs)

        def forward(self, inputs):
            outputs, _ = self.recurrent(self.embedding(inputs))
            return self.head(torch.cat([outputs[:, -1, :units], outputs[:, 0, units:]], dim=-1))

    return Network()


def fit(network: "torch.nn.Module", rows: Rows, batch_size: int, epochs: int, pause: Callable[[], None]) -> float:
    """Train on the padded rows with Keras' Adam and the cross-entropy; the accuracy on the padded test rows.

    One output is the logit of the second of two classes.
    """
    import torch
    from torch.nn import functional

    x_train, y_train, x_test, y_test = (torch.from_numpy(np.ascontiguousarray(array)) for array in rows.padded)
    binary = network.head.out_features == 1
    optimizer = torch.optim.Adam(network.parameters(), eps=1e-7)
    pause()
    for _ in range(epochs):
        network.train()
        for batch in torch.randperm(len(x_train)).split(batch_size):
            logits, y = network(x_train[batch]), y_train[batch]
            optimizer.zero_grad()
            if binary:
                loss = functional.binary_cross_entropy_with_logits(logits[:, 0], y.float())
            else:
                loss = functional.cross_entropy(logits, y.long())
            loss.backward()
            optimizer.step()
        pause()
    network.eval()
    with torch.no_grad():
        logits = torch.cat([network(part) for part in x_test.split(256)])
    predicted = (logits[:, 0] > 0) if binary else logits.argmax(dim=-1)
    return float((predicted == y_test).float().mean())
