"""The models cannot be created on an empty database, so nothing can be compared with them.

`create_all` fails on the server: a type or an option that it does not know, a foreign key to a table without a model.

Instead, correct the model that the message names.
"""

from __future__ import annotations

from toolkit.finding import Finding, Severity

NAME = "uncreatable-models"


def uncreatable_models(why: str, database: str) -> Finding:
    """``why`` is the server's answer."""
    return Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject="models",
        fact=f"The server refuses to create them: {why}",
        consequence="Whether a revision is missing was not checked.",
        remedy="Correct the model, or leave its table out with include_object in env.py.",
        database=database,
    )
