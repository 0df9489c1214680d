"""Scoring a whole table in the background."""
