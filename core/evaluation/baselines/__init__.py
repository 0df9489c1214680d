"""Baselines without word order beyond a few words: each fitted and tested on the same split as the networks."""
