"""Circumstances in few words, and what a check says of them."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType
from typing import Any

from toolkit.capacity import Limits, Seat
from toolkit.finding import Finding
from toolkit.forecast import DeclaredPool
from toolkit.impact import Impact
from toolkit.outcomes import Place
from toolkit.plan import Duration, PlannedDatabase, PlannedRevision, PlannedStatement, PlannedTable
from toolkit.planning.transactions import in_transactions
from toolkit.preflight.circumstances import Circumstances
from toolkit.reports.findings import text_of

URL = "mysql+pymysql://app:***@db-1:3306/shop"
MEBIBYTE = 1024**2
GIBIBYTE = 1024**3


def circumstances(*statements: PlannedStatement, **values: Any) -> Circumstances:
    """On a MySQL server that grants 151 connections, and where nothing goes on; with a plan if there are statements."""
    given: dict[str, Any] = {
        "backend": "mysql",
        "database": URL,
        "limits": Limits(max_connections=151),
        "seats": (),
        "plan": plan(revision(*statements)) if statements else None,
    }
    given |= values
    planned = given["plan"]
    if planned is not None:
        numbered = in_transactions(planned.revisions, given["backend"], is_one=planned.one_transaction)
        given["plan"] = replace(planned, revisions=numbered)
    return Circumstances(**given)


def plan(*revisions: PlannedRevision, **values: Any) -> PlannedDatabase:
    place = Place(backend="mysql", server_version="9.7.0", url=URL, database="shop")
    return PlannedDatabase(place=place, before=("0011",), target="head", revisions=revisions, **values)


def revision(*statements: PlannedStatement, name: str = "0012", **values: Any) -> PlannedRevision:
    given: dict[str, Any] = {"doc": "orders", "direction": "upgrade", "path": f"migrations/versions/{name}.py"}
    return PlannedRevision(revision=name, statements=statements, **(given | values))


def statement(sql: str, *tables: PlannedTable, number: int = 1, **values: Any) -> PlannedStatement:
    """``high`` and ``low`` are its duration, measured; without it the statement takes a moment."""
    high = values.pop("high", None)
    low = values.pop("low", high)
    instant = Duration(low=0.0, high=0.1, basis="instant")
    measured = None if high is None else Duration(low=low, high=high, basis=values.pop("basis", "measured"))
    given: dict[str, Any] = {"kind": "definition", "duration": measured or instant, "impact": Impact()}
    return PlannedStatement(number=number, sql=sql, sent=(sql,), tables=tables, **(given | values))


def table(name: str = "orders", **values: Any) -> PlannedTable:
    """A large one that is copied, while everybody waits."""
    given: dict[str, Any] = {
        "schema": None,
        "rows": 1_204_331,
        "bytes": GIBIBYTE,
        "work": "rewrite",
        "blocks": "reads and writes",
        "lock": None,
    }
    return PlannedTable(name=name, **(given | values))


def pool(name: str = "web", **values: Any) -> DeclaredPool:
    given: dict[str, Any] = {"processes": 8, "pool_size": 10, "max_overflow": 10}
    return DeclaredPool(name=name, **(given | values))


def seat(number: int = 812, **values: Any) -> Seat:
    given: dict[str, Any] = {"user": "app", "host": "10.0.0.5:53122", "database": "shop", "state": "Sleep"}
    return Seat(id=str(number), **(given | values))


def said(check: ModuleType, given: Circumstances) -> list[Finding]:
    """What a check says, each in words that can be read."""
    findings = list(check.check(given))
    for finding in findings:
        assert finding.name == check.NAME
        assert finding.database == given.database
        assert_reads_well(finding)
    assert len({(finding.subject, finding.fact) for finding in findings}) == len(findings)
    return findings


def only(check: ModuleType, given: Circumstances) -> Finding:
    """The one thing that it says."""
    (finding,) = said(check, given)
    return finding


def assert_reads_well(finding: Finding) -> None:
    """Whole sentences, without what a program says in place of a word."""
    assert text_of(finding).startswith(f"{finding.severity.value}[{finding.name}] ")
    for sentence in (finding.fact, finding.consequence):
        assert re.match(r"[A-Z0-9`]|\w+ \d", sentence), sentence
        assert sentence.endswith((".", "`")), sentence
        assert not re.search(r"  |\bNone\b|\binf\b|\bnan\b|\.\.(?!\.)(?<!\.\.\.)| ,|: \.", sentence), sentence
    assert finding.remedy
    assert "None" not in finding.remedy
