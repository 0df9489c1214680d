"""Figures of curves, comparisons, data, scores and explanations."""
