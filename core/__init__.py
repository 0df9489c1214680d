"""Bothways without the app: data, text, recurrent models, training, runs, comparison and scoring."""
