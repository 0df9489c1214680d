"""Batches: which rows are trained together in which order, and their tensors."""
