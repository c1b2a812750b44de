"""What a statement does, as the server itself answers it on a shadow."""
