"""Running revisions: the executor, the gate that every statement passes, the account of what is true."""
