"""What is read from packages that are installed with the app, so that it needs no download."""
