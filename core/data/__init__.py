"""Labelled examples: loading, profiling, tokenizing and encoding them."""
