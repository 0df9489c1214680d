"""One module for each step from one layout of the tables to the next."""
