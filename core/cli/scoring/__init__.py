"""Verbs that score with trained networks: inputs, files and challenges."""
