"""Who reaches the pages: the login, the gate before every request, and the visitor of a session."""
