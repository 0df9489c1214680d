"""Elements that look the same on every page."""
