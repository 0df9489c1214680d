"""The training loop that PyTorch's users write, for the networks of the races."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.rows import Rows

if TYPE_CHECKING:
    import torch


def fit(
    network: "torch.nn.Module", loss: Callable, rows: Rows, batch_size: int, epochs: int, pause: Callable[[], None],
) -> float:  # fmt: skip
    """Train on the padded rows with Adam; the accuracy on the padded test rows.

    Args:
        loss: of the network's logits and the labels as the network wants them.
    """
    import torch

    x_train, y_train, x_test, y_test = (torch.from_numpy(np.ascontiguousarray(array)) for array in rows.padded)
    optimizer = torch.optim.Adam(network.parameters(), eps=1e-7)
    pause()
    for _ in range(epochs):
        network.train()
        for chosen in torch.randperm(len(x_train)).split(batch_size):
            optimizer.zero_grad()
            loss(network(x_train[chosen]), y_train[chosen]).backward()
            optimizer.step()
        pause()
    network.eval()
    with torch.no_grad():
        logits = torch.cat([network(part) for part in x_test.split(256)])
    told = (logits > 0).long() if logits.ndim == y_test.ndim else logits.argmax(dim=-1)
    return float((told == y_test).float().mean())
