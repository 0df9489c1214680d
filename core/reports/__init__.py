"""What leaves the app: HTML report, Keras script, model bundle."""
