"""CSV files: charset, delimiter, columns, labels, and tables of texts to score."""
