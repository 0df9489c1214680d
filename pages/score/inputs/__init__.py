"""What can be scored: texts, images and sequences."""
