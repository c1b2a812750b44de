"""The life of a shadow database: a temporary empty one on the same server, where DDL is tried."""
