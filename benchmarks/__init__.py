"""Measurements beside what one would use otherwise, in one process tree: `python -m benchmarks.NAME`."""
