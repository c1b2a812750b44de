"""How each server sets a table or column aside instead of dropping it, and brings it back."""
