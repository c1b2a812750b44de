"""Finds the models of a project by reading its files, and imports none of them."""
