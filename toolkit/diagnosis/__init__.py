"""From any exception to the one error that explains it."""
