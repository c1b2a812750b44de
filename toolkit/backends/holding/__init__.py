"""Whether a server has a type, asked without making anything."""
