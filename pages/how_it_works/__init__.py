"""How it works: six short lessons with a picture each."""
