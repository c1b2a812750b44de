"""All words of the servers, one file per backend."""
