"""What is asked of the live server before a run."""
