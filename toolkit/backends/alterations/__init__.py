"""From one value of the catalog to another: the statements, in each server's words."""
