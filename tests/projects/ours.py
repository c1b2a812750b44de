"""What tk itself keeps in a database, and a comparison with Alembic's work must not see."""

from __future__ import annotations

import re

OURS = re.compile(r"(?:\b|_)tk_(?:journal|runs|statements|trash|lease)|tktrash_")
"""The tables of the journal with all that is named after them, and everything in the trash."""


def is_ours(name: str) -> bool:
    return OURS.search(name) is not None


NO_TRASH = {"TK_NO_TRASH": "compared with what Alembic does"}
"""With this in its environment a run leaves no trash behind."""
