"""What the pending revisions would do: their statements, how the server executes them, and for how long."""
