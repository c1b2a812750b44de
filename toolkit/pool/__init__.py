"""Declared pools, what goes on in the server, and what will become of both."""
