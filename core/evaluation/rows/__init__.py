"""Rows: what is measured of single test rows, by which they are grouped or looked at again."""
