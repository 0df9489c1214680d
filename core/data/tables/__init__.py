"""Tables of texts and labels: their columns, classes and rows, and texts to score."""
