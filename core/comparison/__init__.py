"""Runs side by side: what may be compared, and what follows."""
