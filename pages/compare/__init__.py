"""Compare: the verdict on two architectures and its evidence."""
