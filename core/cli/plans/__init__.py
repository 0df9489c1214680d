"""Verbs that plan many runs: a study, or a search."""
