"""The trash of SQLite: tables renamed, the values of columns in side tables."""

from __future__ import annotations

from toolkit.backends.trash.sqlite.trash import SQLiteTrash

__all__ = ["SQLiteTrash"]
