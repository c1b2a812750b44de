from __future__ import annotations

import sqlalchemy as sa

from tests.backends.copies.copying import copied, run

TYPES = (
    'CREATE SCHEMA "o:th%er ""x"',
    "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    'CREATE COLLATION "o:th%er ""x".posix (lc_collate = \'C\', lc_ctype = \'C\')',
    "CREATE TYPE mood AS ENUM ('sad', 'it''s 50% :ok', 'ü')",
    "ALTER TYPE mood ADD VALUE 'between' AFTER 'sad'",
    'CREATE TYPE "o:th%er ""x"."select" AS (x int, y text COLLATE "C", m mood[], z text COLLATE ci)',
    "CREATE DOMAIN pos AS int DEFAULT 1 NOT NULL CHECK (VALUE > 0)",
    'ALTER DOMAIN pos ADD CONSTRAINT "s%mall :a" CHECK (VALUE NOT IN (5, 7)) NOT VALID',
    'CREATE DOMAIN word AS varchar(20) COLLATE "C"',
    "CREATE DOMAIN moods AS mood[] DEFAULT '{sad}'",
    "CREATE TYPE fr AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = many_fr)",
    'CREATE TYPE tr AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops)',
)  # fmt: skip


def test_types_and_collations(live: sa.Connection) -> None:
    run(live, *TYPES)
    with copied(live) as copy:
        assert copy.told == []
        assert copy.changes('o:th%er "x') == []
        asked = (
            "SELECT collname, collprovider, collisdeterministic, collcollate, to_jsonb(c) ->> 'colliculocale'"
            " FROM pg_collation c WHERE oid >= 16384 ORDER BY 1"
        )
        found = live.exec_driver_sql(asked).all()
        assert copy.shadow.exec_driver_sql(asked).all() == found
        assert len(found) == 2
        not_valid = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
        assert copy.shadow.exec_driver_sql(not_valid).scalars().all() == ["s%mall :a"]


def test_foreign_servers_come_without_their_users(live: sa.Connection) -> None:
    run(
        live,
        "CREATE FOREIGN DATA WRAPPER w",
        "CREATE SERVER s TYPE 'a''b' VERSION '1%' FOREIGN DATA WRAPPER w OPTIONS (host 'x=y', \"po rt\" '5%')",
        "CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 'secret')",
        "CREATE FOREIGN TABLE f (a int OPTIONS (o 'p'), b text NOT NULL) SERVER s OPTIONS (table_name 'x')",
    )
    with copied(live) as copy:
        # The wrapper itself is no part of a schema; extensions bring theirs.
        assert len(copy.told) == 2
        run(copy.shadow, "CREATE FOREIGN DATA WRAPPER w", *(each.sql for each in copy.definitions))
        assert copy.changes() == []
        asked = "SELECT srvname, srvtype, srvversion, srvoptions FROM pg_foreign_server"
        assert copy.shadow.exec_driver_sql(asked).all() == live.exec_driver_sql(asked).all()
        assert copy.shadow.exec_driver_sql("SELECT count(*) FROM pg_user_mapping").scalar() == 0
