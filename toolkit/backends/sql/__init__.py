"""Reading SQL text as far as a run needs it: what a statement is, what it names, what it drops and makes."""
