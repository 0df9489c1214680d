"""Evaluation on the test set: predictions, metrics, statistics, baselines."""
