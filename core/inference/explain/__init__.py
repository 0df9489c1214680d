"""Why a network predicts what it predicts."""
