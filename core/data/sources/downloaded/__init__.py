"""What is downloaded, or read from a copy of it, and what stands in where neither is there."""
