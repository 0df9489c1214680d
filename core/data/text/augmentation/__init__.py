"""Augmentation: made-up texts that are added to the training texts, and to nothing else."""
