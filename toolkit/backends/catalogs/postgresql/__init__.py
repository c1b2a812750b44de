"""How PostgreSQL's catalog is read. Cited files are those of its sources; they say more than the manual does."""
