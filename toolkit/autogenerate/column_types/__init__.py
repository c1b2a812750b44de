"""Types of columns, as Python that runs and makes the same column."""
