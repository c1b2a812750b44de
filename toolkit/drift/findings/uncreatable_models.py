"""The server refuses a statement that creates the models, so that part of them is not compared.

A database made by the models would lack it; most often no revision makes it either.

Instead, correct the model that the statement comes from, or leave its table out with `include_object` in env.py.
"""

from __future__ import annotations

from toolkit.finding import Finding, Severity

NAME = "uncreatable-models"


def uncreatable_models(statement: str, why: str, database: str) -> Finding:
    """``statement`` is the beginning of what the server refused, ``why`` its answer."""
    return Finding(
        name=NAME,
        severity=Severity.NOTE,
        subject=f"models {statement}",
        fact=f"The server refuses to create this part of the models: {why}",
        consequence="Whether a revision is missing for it was not checked.",
        remedy="Correct the model, or leave its table out with include_object in env.py.",
        database=database,
    )
