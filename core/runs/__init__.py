"""Runs and studies: their records, files and store."""
