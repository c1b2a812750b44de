"""The definitions of a live database, made again in a shadow of it, without a row."""
