"""What a training minimizes, and by which rule."""
