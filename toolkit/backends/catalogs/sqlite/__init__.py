"""The catalog of SQLite: what its pragmas say, and what only the stored CREATE statements say."""
