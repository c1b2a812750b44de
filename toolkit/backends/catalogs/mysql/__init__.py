"""The catalog of MySQL."""
