"""The verbs of the command line, a module for those that belong together."""

from core.verbs import keeping, scoring, training

MODULES = (training, keeping, scoring)  # in the order of `--help`
