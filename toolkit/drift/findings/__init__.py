"""What `tk check` can find: one module for each kind, named like it, with its page as docstring."""
