"""Benchmarks: how fast Bothways trains, reads text and scores, compared with what one would use otherwise."""
