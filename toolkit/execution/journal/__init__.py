"""The journal: what a run has done, kept in the database that it changes."""
