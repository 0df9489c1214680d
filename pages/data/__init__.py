"""Data: choose a dataset and see what training will get."""
