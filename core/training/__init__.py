"""Training: batches, the loop, checkpoints, history, cost."""
