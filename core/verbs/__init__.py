"""The verbs of the command line, a module for those that belong together."""

from core.verbs import exporting, keeping, scoring, studying, training

MODULES = (training, studying, keeping, scoring, exporting)  # in the order of `--help`
