"""Single test rows: those on which arms differ, and groups of rows."""
