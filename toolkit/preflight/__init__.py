"""What is asked of the live server before a run; one module for each check."""
