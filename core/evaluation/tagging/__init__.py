"""Tagging: how good predicted tags and spans are, what tag sequences are legal, and what simple taggers reach."""
