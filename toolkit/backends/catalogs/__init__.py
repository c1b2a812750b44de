"""How each backend reads its catalog: one folder each."""
