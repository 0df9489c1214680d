"""Runs on several pages: table, details, curves, labels, downloads."""
