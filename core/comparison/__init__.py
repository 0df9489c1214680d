"""Comparison of runs: which runs are comparable, and the verdicts on their architectures."""
