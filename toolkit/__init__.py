"""tk: migrations and schema management for SQLAlchemy, safe to run against production."""

__version__ = "0.1.0"
