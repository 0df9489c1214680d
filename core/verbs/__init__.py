"""The verbs of the command line, a module for those that belong together."""

from core.verbs import demonstrating, exporting, keeping, scoring, training

MODULES = (training, keeping, scoring, exporting, demonstrating)  # in the order of `--help`
