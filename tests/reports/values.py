"""Answers to render."""

from __future__ import annotations

from toolkit.answers import DatabaseRevisions, RevisionEntry, Status
from toolkit.outcomes import DatabaseOutcome, Place, RunOutcome, StepOutcome

PLACE = Place(backend="mysql", server_version="9.7.0", url="mysql+pymysql://app:***@db-1:3306/shop", database="shop")


def entry(revision: str, doc: str = "a change", **values: object) -> RevisionEntry:
    given: dict[str, object] = {
        "down_revisions": (),
        "depends_on": (),
        "branch_labels": (),
        "path": f"migrations/versions/{revision}.py",
        "is_head": False,
        "is_branch_point": False,
        "is_merge_point": False,
        "line": f"<base> -> {revision}, {doc}",
        "details": f"Rev: {revision}",
    }
    return RevisionEntry(revision=revision, doc=doc, **(given | values))  # type: ignore[arg-type]  # a test's shorthand


def outcome(*directions: str, after: tuple[str, ...] = ("cc33",), at_head: bool = True) -> RunOutcome:
    steps = tuple(
        StepOutcome(revision="cc33", doc="a change", direction=direction, statements=2, seconds=0.25)
        for direction in directions
    )
    database = DatabaseOutcome(place=PLACE, before=("aa11",), after=after, steps=steps, at_head=at_head)
    return RunOutcome(databases=(database,), seconds=1.23456789)


def status(**values: object) -> Status:
    database = DatabaseRevisions(
        place=PLACE, current=(entry("aa11"),), at_head=False, pending=(entry("bb22"), entry("cc33"))
    )
    given: dict[str, object] = {
        "databases": (database,),
        "heads": (entry("cc33"),),
        "scripts": "migrations",
        "configuration": ("alembic.ini",),
        "settings": {"url": "TK_URL"},
    }
    return Status(**(given | values))  # type: ignore[arg-type]  # a test's shorthand
