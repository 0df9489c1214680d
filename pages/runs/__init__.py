"""Runs: the table of runs and studies, with details and actions."""
