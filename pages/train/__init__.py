"""Train: settings, the network they describe, and studies."""
