"""The page on revising says which type becomes what, as the cycle finds it."""

from __future__ import annotations

import re

import sqlalchemy_utils
from sqlalchemy.types import TypeEngine

from tests.autogenerate.column_types.kinds import UTILS, Case
from tests.autogenerate.column_types.rendering import dialect_of
from tests.house.sources import ROOT

BACKENDS = ("sqlite", "mysql", "mariadb", "postgresql")
NOT_IN_A_CYCLE = {"CompositeType"}
"""Needs psycopg2, and a type that no operation of Alembic's creates."""


def row(case: Case) -> str:
    cells = [dialect_of(one).type_compiler_instance.process(case.make()) if one in case.on else "-" for one in BACKENDS]
    assert cells[1] == cells[2], f"{case.name} differs between MySQL and MariaDB"
    return f"| {case.name} | {' | '.join([cells[0], cells[1], cells[3]])} |"


def test_the_table_is_true() -> None:
    page = (ROOT / "docs/revising.md").read_text(encoding="utf-8")
    assert [case.name for case in UTILS if row(case) not in page] == [], "\n" + "\n".join(map(row, UTILS))


def test_no_type_is_left_out() -> None:
    offered = {
        name
        for name, value in vars(sqlalchemy_utils).items()
        if isinstance(value, type) and issubclass(value, TypeEngine)
    }
    told = {re.match(r"\w+", case.name)[0] for case in UTILS}  # type: ignore[index]  # every name begins with one
    assert offered - told == NOT_IN_A_CYCLE
