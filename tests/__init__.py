"""The tests of Bothways; a package, so that `python -m tests.faults` finds it before others of that name."""
