"""What data look like before a network is trained on them: images, sequences and sentences."""
