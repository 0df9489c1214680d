"""The verbs of the command line: a module for each group of verbs, their parser and what they print."""
