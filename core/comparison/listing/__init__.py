"""Listing: what a list of runs shows: short names, groups with mean and spread, filters, published figures."""
