"""Word vectors, and how much of the training texts they cover."""
