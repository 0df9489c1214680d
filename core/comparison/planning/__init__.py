"""What a study will cost and the smallest difference it can show."""
