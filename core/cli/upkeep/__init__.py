"""Verbs for whoever runs an installation: `doctor` and `demo`."""
