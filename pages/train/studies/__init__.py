"""The form of a study: its arms, its search, its cost and its power."""
