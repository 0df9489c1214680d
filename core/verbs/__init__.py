"""The verbs of the command line, a module for those that belong together."""

from core.verbs import comparing, demonstrating, exporting, keeping, scoring, studying, training

MODULES = (training, studying, keeping, comparing, scoring, exporting, demonstrating)  # in the order of `--help`
