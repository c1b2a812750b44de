"""Copies of PostgreSQL: what no program of the server's prints is put together of what its functions print."""
