"""The trash of PostgreSQL."""
