"""Work in processes of its own: training, baselines, batch scoring, timing."""
