"""Constraints of tables and domains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.arrays import settled
from toolkit.backends.catalogs.postgresql.indexes import Behind
from toolkit.backends.catalogs.postgresql.naming import addition_of, is_servers
from toolkit.backends.catalogs.postgresql.session import Session
from toolkit.catalog.members import Check, Exclusion, ForeignKey, PrimaryKey, Unique

# What a partition or a child has from its parent only is told there. From 18 on, NOT NULL is a constraint:
# the column says so, but not that its rows were never looked at.
_CONSTRAINTS = """
SELECT k.oid, nullif(k.conrelid, 0) AS relation, nullif(k.contypid, 0) AS domain, k.conname::text AS name,
       coalesce(c.relname, t.typname)::text AS owner, k.contype::text AS kind,
       k.condeferrable AS is_deferrable, k.condeferred AS is_deferred,
       k.convalidated AS is_validated, k.connoinherit AS is_local, k.confupdtype::text AS on_update,
       k.confdeltype::text AS on_delete, k.confmatchtype::text AS match,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(number, place)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number ORDER BY u.place)
             AS columns,
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(number, place)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number ORDER BY u.place)
             AS referred_columns,
       r.relname::text AS referred, n.nspname::text AS referred_schema,
       $delete_columns AS delete_columns, $enforced AS is_enforced, $period AS is_period,
       pg_get_expr(k.conbin, k.conrelid) AS expression,
       CASE WHEN k.contype = 'x' THEN pg_get_constraintdef(k.oid) END AS definition,
       EXISTS (SELECT FROM pg_trigger g WHERE g.tgconstraint = k.oid AND g.tgenabled <> 'O') AS is_switched,
       m.description AS comment
FROM pg_constraint k
LEFT JOIN pg_class c ON c.oid = k.conrelid
LEFT JOIN pg_type t ON t.oid = k.contypid
LEFT JOIN pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_namespace n ON n.oid = r.relnamespace
LEFT JOIN pg_description m ON m.objoid = k.oid AND m.classoid = 'pg_constraint'::regclass AND m.objsubid = 0
WHERE k.connamespace = ANY (CAST(:schemas AS oid[])) AND k.conparentid = 0
  AND (k.contype IN ('p', 'u', 'f', 'x') OR k.contype = 'c' AND (k.conislocal OR k.conrelid = 0)
       OR k.contype = 'n' AND k.conrelid <> 0 AND NOT k.convalidated)
ORDER BY k.conname
"""
_DELETE_COLUMNS = """ARRAY(SELECT a.attname::text FROM unnest(k.confdelsetcols) WITH ORDINALITY u(number, place)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number ORDER BY a.attname)"""
_ACTIONS = {"a": None, "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_MATCHES = {"s": None, "f": "FULL", "p": "PARTIAL"}


@dataclass
class Members:
    """The constraints of one table or domain."""

    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """Constraints by the oid of their table or domain."""

    tables: Mapping[int, Members]
    domains: Mapping[int, Members]


def read_constraints(session: Session, behind: Mapping[int, Behind], schemas: Mapping[int, str | None]) -> Constraints:
    """All constraints; ``behind`` are the indexes of them, ``schemas`` those of the tables."""
    tables: dict[int, Members] = defaultdict(Members)
    domains: dict[int, Members] = defaultdict(Members)
    rows = session.rows(
        "Constraints",
        _CONSTRAINTS,
        delete_columns=(15, _DELETE_COLUMNS, "NULL"),
        enforced=(18, "k.conenforced", "true"),
        period=(18, "k.conperiod", "false"),
    )
    for row in rows:
        if row.relation is None:
            domains[row.domain].checks.append(_check(row))
        elif row.relation in schemas:
            _add(tables[row.relation], row, behind.get(row.oid), session, schemas[row.relation])
    return Constraints(tables=tables, domains=domains)


def _add(members: Members, row: Row[Any], behind: Behind | None, session: Session, schema: str | None) -> None:
    match row.kind:
        case "f":
            members.foreign_keys.append(_foreign_key(row, session.seen_from(schema, row.referred_schema)))
        case "c" | "n":
            members.checks.append(_check(row))
        case "p":
            members.primary_key = _primary_key(row, behind)
        case "u":
            members.uniques.append(_unique(row, behind))
        case "x":
            members.exclusions.append(_exclusion(row, behind))


def _primary_key(row: Row[Any], behind: Behind | None) -> PrimaryKey:
    return PrimaryKey(
        name=row.name,
        columns=_columns(row.columns, row, "WITHOUT OVERLAPS"),
        deferrable=_deferrable(row),
        include=behind.index.include if behind else (),
        options=_options(behind),
        comment=row.comment,
        named_by_server=is_servers(row.name, row.owner, None, "pkey"),
    )


def _unique(row: Row[Any], behind: Behind | None) -> Unique:
    return Unique(
        name=row.name,
        columns=_columns(row.columns, row, "WITHOUT OVERLAPS"),
        deferrable=_deferrable(row),
        nulls_not_distinct=bool(behind and behind.index.nulls_not_distinct),
        include=behind.index.include if behind else (),
        options=_options(behind),
        comment=row.comment,
        named_by_server=is_servers(row.name, row.owner, behind.addition if behind else None, "key"),
    )


def _exclusion(row: Row[Any], behind: Behind | None) -> Exclusion:
    return Exclusion(
        name=row.name,
        definition=settled(row.definition),
        options=_options(behind),
        comment=row.comment,
        named_by_server=is_servers(row.name, row.owner, behind.addition if behind else None, "excl"),
    )


def _foreign_key(row: Row[Any], referred_schema: str | None) -> ForeignKey:
    on_delete = _ACTIONS[row.on_delete]
    return ForeignKey(
        name=row.name,
        columns=_columns(row.columns, row, "PERIOD"),
        referred_schema=referred_schema,
        referred_table=row.referred,
        referred_columns=_columns(row.referred_columns, row, "PERIOD"),
        on_delete=f"{on_delete} ({', '.join(row.delete_columns)})" if row.delete_columns else on_delete,
        on_update=_ACTIONS[row.on_update],
        match=_MATCHES[row.match],
        deferrable=_deferrable(row),
        enforced=row.is_enforced and not row.is_switched,
        validated=row.is_validated or not row.is_enforced,
        comment=row.comment,
        named_by_server=is_servers(row.name, row.owner, addition_of(row.columns), "fkey"),
    )


def _check(row: Row[Any]) -> Check:
    # src/backend/catalog/heap.c, AddRelationNewConstraints: the column's name, where there is just one.
    column = row.columns[0] if len(row.columns) == 1 else None
    label = "not_null" if row.kind == "n" else "check"
    return Check(
        name=row.name,
        expression=f"NOT NULL {column}" if row.kind == "n" else settled(row.expression),
        enforced=row.is_enforced,
        validated=row.is_validated or not row.is_enforced,
        no_inherit=row.is_local,
        comment=row.comment,
        named_by_server=is_servers(row.name, row.owner, column, label),
    )


def _columns(names: Iterable[str], row: Row[Any], word: str) -> tuple[str, ...]:
    *first, last = names
    return (*first, f"{last} {word}" if row.is_period else last)


def _deferrable(row: Row[Any]) -> str | None:
    if not row.is_deferrable:
        return None
    return "DEFERRABLE INITIALLY DEFERRED" if row.is_deferred else "DEFERRABLE"


def _options(behind: Behind | None) -> tuple[tuple[str, str], ...]:
    """Those of the index, and what else may happen to it behind the constraint's back."""
    if behind is None:
        return ()
    index = behind.index
    said = [*index.options, *([("index comment", index.comment)] if index.comment else [])]
    said += [] if index.valid else [("valid", "false")]
    return tuple(sorted(said))
