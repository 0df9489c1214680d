"""The machine: files, paths, child processes, number formats and CSV writing."""
