"""Rows that a change of the schema would not let stand, counted by the server."""
