"""Why a network predicts what it predicts, and what would change it."""
