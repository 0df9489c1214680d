"""What test rows say of a network: metrics, predictions, statistics, baselines."""
