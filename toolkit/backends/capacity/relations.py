"""The tables of PostgreSQL: how big they are, how much they are used, and who may change them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, RowMapping

from toolkit.backends.postgresql import PostgreSQL
from toolkit.backends.sql.acting import Act, acts
from toolkit.backends.sql.values import Name
from toolkit.capacity import TableSize, TableUse

# The sizes of files are asked with a lock that would wait behind a change of the table: those of one that is being
# changed, or about to be, are told as of the last VACUUM or ANALYZE. Rows are estimated as the planner does it:
# https://www.postgresql.org/docs/current/row-estimation-examples.html
_SIZES = """
WITH RECURSIVE tables AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages, c.reltoastrelid
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
      AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
), locked AS (
    SELECT relation AS oid FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
), changing AS (
    SELECT oid FROM locked
    UNION SELECT i.indrelid FROM pg_index i JOIN locked l ON l.oid = i.indexrelid
    UNION SELECT t.oid FROM tables t JOIN locked l ON l.oid = t.reltoastrelid
    UNION SELECT t.oid FROM tables t JOIN pg_index i ON i.indrelid = t.reltoastrelid
          JOIN locked l ON l.oid = i.indexrelid
), told AS (
    SELECT t.*, t.relkind = 'p' AS is_empty, t.oid IN (SELECT oid FROM changing) AS is_changing,
           current_setting('block_size')::bigint AS page
    FROM tables t
), weighed AS (
    SELECT t.oid, t.reltuples, t.relpages, t.is_empty, t.page,
           CASE WHEN t.is_empty THEN 0 WHEN t.is_changing THEN t.relpages * t.page
                ELSE pg_relation_size(t.oid) END AS rows_bytes,
           CASE WHEN t.is_empty THEN 0 WHEN t.is_changing THEN t.relpages * t.page
                ELSE pg_table_size(t.oid) END AS data_bytes,
           CASE WHEN t.is_empty THEN 0 WHEN t.is_changing THEN t.page * (t.relpages + (
                    SELECT coalesce(sum(x.relpages), 0) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                    WHERE i.indrelid = t.oid))
                ELSE pg_total_relation_size(t.oid) END AS bytes
    FROM told t
), leaves AS (
    SELECT oid, data_bytes, bytes,
           CASE WHEN is_empty THEN 0
                WHEN reltuples >= 0 AND relpages > 0 THEN reltuples / relpages * (rows_bytes / page)
                ELSE pg_stat_get_live_tuples(oid) END AS rows
    FROM weighed
), members AS (
    SELECT oid AS top, oid FROM tables
    UNION ALL
    SELECT m.top, i.inhrelid FROM members m JOIN pg_inherits i ON i.inhparent = m.oid
    JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relispartition
)
SELECT nullif(t.nspname, current_schema())::text AS schema, t.relname::text AS name,
       coalesce(round(sum(l.rows)), 0)::bigint AS rows, coalesce(sum(l.bytes), 0)::bigint AS bytes,
       coalesce(sum(l.data_bytes), 0)::bigint AS data_bytes
FROM tables t JOIN members m ON m.top = t.oid JOIN leaves l ON l.oid = m.oid
GROUP BY t.oid, t.nspname, t.relname ORDER BY t.nspname, t.relname
"""
_WANTED = """
WITH RECURSIVE wanted AS (
    SELECT schema, name, place
    FROM unnest(CAST(:schemas AS text[]), CAST(:names AS text[])) WITH ORDINALITY AS w (schema, name, place)
), named AS (
    SELECT w.place, n.oid AS namespace, n.nspname, c.oid, c.relname, c.relowner
    FROM wanted w JOIN pg_class c ON c.relname = w.name AND c.relkind IN ('r', 'p')
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = w.schema OR w.schema = '' AND pg_table_is_visible(c.oid)
)
"""
# Each partition counts for itself. When a table was read last is told since 16.
_USES = f"""
{_WANTED}, members AS (
    SELECT place, oid FROM named
    UNION ALL SELECT m.place, i.inhrelid FROM members m JOIN pg_inherits i ON i.inhparent = m.oid
)
SELECT m.place, sum(coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0))::bigint AS reads,
       sum(s.n_tup_ins + s.n_tup_upd + s.n_tup_del)::bigint AS writes,
       extract(epoch FROM clock_timestamp() - max(greatest(
           CAST(to_jsonb(s)->>'last_seq_scan' AS timestamptz),
           CAST(to_jsonb(s)->>'last_idx_scan' AS timestamptz))))::float AS last_read
FROM members m JOIN pg_stat_all_tables s ON s.relid = m.oid
GROUP BY m.place
"""  # noqa: S608
# https://www.postgresql.org/docs/current/ddl-priv.html: only an owner changes a table; who owns its schema may drop it
# too. What gets a name, an index or what is set aside, needs CREATE in the schema. A name without one is looked for in
# the search path, and made in the first. What is granted on columns is enough. Whoever is granted a superuser may do
# everything: a table of one is given away instead.
_RIGHTS = f"""
{_WANTED}, asking AS (SELECT quote_ident(current_user) AS account), asked AS (
    SELECT place, act FROM unnest(CAST(:acts AS text[])) WITH ORDINALITY AS a (act, place)
), owners AS (
    SELECT n.relowner, n.nspname, n.relname
    FROM named n JOIN asked USING (place) JOIN pg_namespace s ON s.oid = n.namespace
    WHERE act = 'OWN' OR act = 'DROP' AND NOT pg_has_role(s.nspowner, 'USAGE')
), places AS (
    SELECT namespace, nspname, act FROM named JOIN asked USING (place)
    UNION SELECT n.oid, n.nspname, a.act
    FROM wanted w JOIN asked a USING (place)
    JOIN pg_namespace n ON n.nspname = coalesce(nullif(w.schema, ''), current_schema())
    WHERE NOT EXISTS (SELECT 1 FROM named WHERE named.place = w.place)
)
SELECT DISTINCT CASE WHEN r.rolsuper THEN format('ALTER TABLE %I.%I OWNER TO %s;', nspname, relname, account)
                     ELSE format('GRANT %I TO %s;', r.rolname, account) END AS lacking
FROM owners JOIN pg_roles r ON r.oid = owners.relowner CROSS JOIN asking WHERE NOT pg_has_role(r.oid, 'USAGE')
UNION SELECT format('GRANT %s ON SCHEMA %I TO %s;', right_, nspname, account)
FROM places CROSS JOIN (VALUES ('USAGE'), ('CREATE')) AS rights (right_) CROSS JOIN asking
WHERE NOT has_schema_privilege(namespace, right_) AND (right_ = 'USAGE' OR act = 'CREATE')
UNION SELECT format('GRANT %s ON %I.%I TO %s;', act, nspname, relname, account)
FROM named JOIN asked USING (place) CROSS JOIN asking
WHERE CASE WHEN act IN ('INSERT', 'UPDATE', 'REFERENCES') THEN NOT has_any_column_privilege(oid, act)
           WHEN act IN ('DELETE', 'TRUNCATE', 'TRIGGER') THEN NOT has_table_privilege(oid, act) END
ORDER BY 1
"""  # noqa: S608
_NEEDED: Mapping[Act, tuple[str, ...]] = {
    Act.ALTER: ("OWN",),
    Act.RENAME: ("OWN", "CREATE"),
    Act.MAKE: ("CREATE",),
    Act.VIEW: ("CREATE",),
    Act.ROUTINE: ("CREATE",),
    Act.DROP: ("DROP",),
    Act.INDEX: ("OWN", "CREATE"),
    Act.KEY: ("CREATE",),
    Act.REFER: ("REFERENCES",),
    Act.TRIGGER: ("TRIGGER",),
    Act.EMPTY: ("TRUNCATE",),
    Act.INSERT: ("INSERT",),
    Act.UPDATE: ("UPDATE",),
    Act.DELETE: ("DELETE",),
}


def sizes(connection: Connection) -> list[TableSize]:
    """One statement; a table with partitions is as big as they are together."""
    return [TableSize(**row) for row in connection.execute(text(_SIZES)).mappings()]


def uses(connection: Connection, tables: Collection[Name]) -> list[TableUse]:
    """Those that there are; a table with partitions was used as they were together."""
    connection.execute(text("SELECT pg_stat_clear_snapshot()"))
    wanted = [*tables]
    rows: Sequence[RowMapping] = connection.execute(text(_USES), _parameters(wanted)).mappings().all()
    found = []
    for row in sorted(rows, key=lambda row: int(row["place"])):
        table = wanted[row["place"] - 1]
        found.append(
            TableUse(
                schema=table.schema,
                name=table.name,
                reads=row["reads"],
                writes=row["writes"],
                last_read=row["last_read"],
            )
        )
    return found


def rights_missing(connection: Connection, statements: Collection[str]) -> list[str]:
    """One GRANT for each owner, and for each right in a schema or on a table."""
    done = dict.fromkeys(done for sql in statements for done in acts(sql, PostgreSQL.name))
    needed = [(right, name) for act, name in done for right in _NEEDED.get(act, ())]
    parameters = _parameters([name for _right, name in needed]) | {"acts": [right for right, _name in needed]}
    return [str(row) for row in connection.scalars(text(_RIGHTS), parameters)]


def _parameters(tables: Sequence[Name]) -> dict[str, Any]:
    return {"schemas": [table.schema or "" for table in tables], "names": [table.name for table in tables]}
