"""What `tk init` writes: the layouts, the values that they are filled with, and the writing itself."""
