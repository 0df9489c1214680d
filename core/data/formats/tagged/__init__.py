"""Tagged: sentences with a label for every token, from the layouts in which such data is published."""
