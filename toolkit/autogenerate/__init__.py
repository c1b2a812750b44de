"""What Alembic's autogenerate lacks: the difference between models and database, written as a revision and proved."""
