"""Simulations of studies whose true differences are known: how often intervals and verdicts are right."""
