"""Plain text without columns: one text a line, and how to know it from a table."""
