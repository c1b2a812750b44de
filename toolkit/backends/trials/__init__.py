"""How fast a server does a piece of work, tried on a shadow with some rows of a live table."""
