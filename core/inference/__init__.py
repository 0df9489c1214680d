"""Scoring: examples to probabilities, one by one or in batches."""
