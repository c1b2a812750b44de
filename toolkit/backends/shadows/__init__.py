"""How each server makes and removes a shadow database."""
