"""What may be around a table: compression and archives, known by their magic numbers."""
