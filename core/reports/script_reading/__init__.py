"""How a generated script reads the file of its run."""
