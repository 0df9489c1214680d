"""Delimited text: CSV files of any dialect, detected from their beginning, as one table of strings."""
