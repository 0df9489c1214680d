"""The panels about single rows: likely label errors, and sentences in which two arms label tokens differently."""
