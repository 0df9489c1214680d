"""Formats whose values have types: JSON, Parquet and Excel; every value becomes a string."""
