"""Evaluation on the test set: predictions, metrics, statistics, the linear baseline."""
