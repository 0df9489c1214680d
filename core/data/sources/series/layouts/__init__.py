"""Layouts: how series are written in files: UCR, UEA, rows of a table, arrays of NumPy."""
