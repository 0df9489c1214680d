"""The verbs of the command line, a module for those that belong together."""

from core.cli import compare, demo, export, runs, score, study, train

MODULES = (train, study, runs, compare, score, export, demo)  # in the order of `--help`
