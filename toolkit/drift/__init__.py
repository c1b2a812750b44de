"""How the models, the migrations and the live database differ."""
