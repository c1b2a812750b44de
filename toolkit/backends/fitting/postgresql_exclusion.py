"""Which rows an exclusion constraint of PostgreSQL does not let stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from toolkit.backends.fitting.base import Future

# Of one column pg_get_indexdef() tells the expression alone.
_PARTS = """
SELECT pg_get_indexdef(k.conindid, CAST(u.place AS integer), false) AS expression,
       'OPERATOR(' || quote_ident(s.nspname) || '.' || o.oprname || ')' AS operator,
       pg_get_expr(i.indpred, i.indrelid) AS predicate
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index i ON i.indexrelid = k.conindid
CROSS JOIN unnest(k.conexclop) WITH ORDINALITY u(operator, place)
JOIN pg_operator o ON o.oid = u.operator
JOIN pg_namespace s ON s.oid = o.oprnamespace
WHERE k.contype = 'x' AND k.conname = :name AND c.relname = :table
  AND n.nspname = coalesce(CAST(:schema AS text), current_schema())
ORDER BY u.place
"""


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """What is compared, and by which operators: two rows for which all of them are true exclude each other."""

    expressions: tuple[str, ...]
    operators: tuple[str, ...]
    predicate: str | None

    @property
    def text(self) -> str:
        """All of its expressions, for the columns in them."""
        return ", ".join([*self.expressions, *([self.predicate] if self.predicate else [])])


def exclusion_of(shadow: Connection, future: Future, constraint: str) -> Exclusion:
    """As the shadow has it."""
    given = {"name": constraint, "table": future.name, "schema": future.live.schema}
    parts = shadow.execute(text(_PARTS), given).all()
    return Exclusion(
        expressions=tuple(part.expression for part in parts),
        operators=tuple(part.operator for part in parts),
        predicate=parts[0].predicate if parts else None,
    )


def conflicting(exclusion: Exclusion, rows: str, columns: Sequence[str]) -> str:
    """What follows the columns of a SELECT that finds them. ``rows`` have what tells two apart: system columns."""
    elements = [f"({expression}) AS tk_{place}" for place, expression in enumerate(exclusion.expressions)]
    told = ", ".join([*elements, "tableoid AS tk_table", "ctid AS tk_place", *columns])
    where = f" WHERE {exclusion.predicate}" if exclusion.predicate else ""
    kept = f"(SELECT {told} FROM {rows}{where})"  # noqa: S608
    same = " AND ".join(
        f"tk_one.tk_{place} {operator} tk_other.tk_{place}" for place, operator in enumerate(exclusion.operators)
    )
    others = "(tk_one.tk_table, tk_one.tk_place) <> (tk_other.tk_table, tk_other.tk_place)"
    return f"FROM {kept} AS tk_one WHERE EXISTS (SELECT 1 FROM {kept} AS tk_other WHERE {same} AND {others})"  # noqa: S608
