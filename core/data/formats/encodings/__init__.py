"""Encodings: which one the bytes of a text are in, by how much they then look like a language."""
