"""What a server grants, and what goes on in it. Nothing here writes."""
