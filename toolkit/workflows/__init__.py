"""One file per intention: the only place where the stages meet. No Typer here."""
