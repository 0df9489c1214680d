"""Home: a sentence to try, one button that trains, the latest runs."""
