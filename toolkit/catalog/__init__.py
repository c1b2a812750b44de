"""What a server says a schema is, as frozen values, in the server's own normalised text."""
