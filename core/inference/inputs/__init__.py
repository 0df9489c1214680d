"""What users draw, type or upload beside texts, as inputs of a network."""
