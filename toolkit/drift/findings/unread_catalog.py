"""Something of the schema could not be read, so it was not compared.

A privilege is missing, a view is broken, or the objects lie in another database than the one of the URL.

Instead, grant what the message names to the user of the URL, or accept that this part is not checked.
"""

from __future__ import annotations

from toolkit.finding import Finding, Severity

NAME = "unread-catalog"


def unread_catalog(fact: str, database: str, remedy: str = "Grant the privilege to the user of the URL.") -> Finding:
    """``fact`` is the sentence of the reader."""
    return Finding(
        name=NAME,
        severity=Severity.WARNING,
        subject=database,
        fact=fact,
        consequence="A difference there is not seen.",
        remedy=remedy,
        database=database,
    )
