"""Training races: one network on one data set, trained by Bothways and by scripts in Keras and PyTorch."""
