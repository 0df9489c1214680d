"""The state of a session, of its address and of the server's caches."""
