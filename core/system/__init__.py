"""The machine: files, paths, child processes, number formats and table writing."""
