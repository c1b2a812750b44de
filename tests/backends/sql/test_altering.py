from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from tests.backends.sql.cases import column_drop, drop, inserted, made, part, renamed
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import ColumnDrop, ColumnMade, Effect, Kind, Statement

INNODB = [
    ("ALTER TABLE t DROP a", None),
    ("ALTER TABLE t DROP a, DROP COLUMN b", None),
    ("ALTER TABLE t DROP a, ALGORITHM=INPLACE, LOCK=NONE", None),
    ("ALTER TABLE t ADD c INT, DROP a", "ALTER TABLE t ADD c INT"),
    ("ALTER TABLE t DROP a, ADD c INT, ALGORITHM=INPLACE", "ALTER TABLE t ADD c INT, ALGORITHM=INPLACE"),
    ("ALTER TABLE `t`  ADD (c  DECIMAL(10,2)),DROP a CASCADE,COMMENT 'x, DROP b'",
     "ALTER TABLE `t` ADD (c  DECIMAL(10,2)), COMMENT 'x, DROP b'"),
    ("/* a */ ALTER TABLE t -- b\n DROP a, -- c\n ADD c INT -- d\n, DROP b -- e", "/* a */ ALTER TABLE t ADD c INT"),
    ("/*!40101 ALTER TABLE t DROP a */ /*!40101 , ADD c /* d */ INT */", "ALTER TABLE t ADD c /* d */ INT"),
    ("ALTER TABLE t DROP a PARTITION BY HASH (id) PARTITIONS 2", "ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 2"),
    ("ALTER TABLE t ADD c INT, DROP a PARTITION BY HASH (id)", "ALTER TABLE t ADD c INT PARTITION BY HASH (id)"),
    ("ALTER TABLE t DROP INDEX i, DROP a, ADD INDEX j (b)", "ALTER TABLE t DROP INDEX i, ADD INDEX j (b)"),
]  # fmt: skip
POSTGRESQL = [
    ("ALTER TABLE t DROP a", None),
    ("ALTER TABLE IF EXISTS ONLY t DROP a, ADD c int[] DEFAULT ARRAY[1,2]",
     "ALTER TABLE IF EXISTS ONLY t ADD c int[] DEFAULT ARRAY[1,2]"),
    ('ALTER TABLE "t" * DROP COLUMN IF EXISTS a RESTRICT, ALTER b DROP NOT NULL, ADD CHECK (b > 1)',
     'ALTER TABLE "t" * ALTER b DROP NOT NULL, ADD CHECK (b > 1)'),
    ("ALTER TABLE t ALTER b TYPE text USING concat(b, ', DROP a'), DROP a /* x /* y */ , z */, DROP IF EXISTS q",
     "ALTER TABLE t ALTER b TYPE text USING concat(b, ', DROP a')"),
]  # fmt: skip
CASES = [
    *(("mysql", *case) for case in INNODB),
    *(("mariadb", *case) for case in INNODB),
    ("mariadb", "ALTER ONLINE TABLE IF EXISTS t WAIT 5 DROP IF EXISTS a, ADD IF NOT EXISTS c INT",
     "ALTER ONLINE TABLE IF EXISTS t WAIT 5 ADD IF NOT EXISTS c INT"),
    ("mariadb", "SET STATEMENT max_statement_time=9 FOR ALTER TABLE t DROP a, ADD c INT",
     "SET STATEMENT max_statement_time=9 FOR ALTER TABLE t ADD c INT"),
    *(("postgresql", *case) for case in POSTGRESQL),
    ("sqlite", "ALTER TABLE t DROP a", None),
]  # fmt: skip


@pytest.mark.parametrize(("backend", "sql", "others"), CASES)
def test_drops_and_the_others_together_are_the_whole(
    backend: str, sql: str, others: str | None, make_database: MakeDatabase
) -> None:
    (found,) = read(sql, backend)
    assert found.others == others
    engine = sa.create_engine(make_database(backend).url)
    drops = [effect for effect in found.effects if isinstance(effect, ColumnDrop)]
    existing = [drop for drop in drops if drop.column in ("a", "b")]
    apart = [f"ALTER TABLE t DROP COLUMN {drop.column}" for drop in existing]
    whole = _columns_after(engine, backend, [sql])
    assert _columns_after(engine, backend, [*apart, *([others] if others else [])]) == whole
    assert whole.keys() == {"id", "b", "a", "c"} - {drop.column for drop in existing} - (
        {"c"} if "c" not in whole else set()
    )
    engine.dispose()


def _columns_after(engine: sa.Engine, backend: str, statements: list[str]) -> dict[str, str]:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS t")
        connection.exec_driver_sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)")
        if backend != "sqlite":
            connection.exec_driver_sql("CREATE INDEX i ON t (b)")
        for statement in statements:
            connection.exec_driver_sql(statement)
        columns = sa.inspect(connection).get_columns("t")
    return {str(column["name"]): f"{column['type']} {column['default']}" for column in columns}


@pytest.mark.parametrize(
    ("backend", "sql"),
    [
        ("mysql", "ALTER TABLE t ADD c INT, ALGORITHM=INSTANT"),
        ("postgresql", "ALTER TABLE t ALTER c DROP DEFAULT, DROP CONSTRAINT d"),
        ("postgresql", "ALTER TABLE pg_temp.t DROP a, DROP b"),
        ("sqlite", "ALTER TABLE t RENAME TO u"),
    ],
)
def test_nothing_else_is_left_where_nothing_is_dropped(backend: str, sql: str) -> None:
    assert read(sql, backend)[0].others is None


def _sent(database: Database, revision: Any) -> list[Statement]:
    """What Alembic sends for a revision, as the server took it, but for what only asks."""
    engine = sa.create_engine(database.url)
    sent: list[str] = []
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE p (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER)")
        sa.event.listen(engine, "before_cursor_execute", lambda *arguments: sent.append(arguments[2]))
        revision(Operations(MigrationContext.configure(connection)))
    engine.dispose()
    found = [statement for sql in sent for statement in read(sql, database.backend)]
    return [statement for statement in found if statement.kind is not Kind.READ]


def _alter(op: Operations) -> None:
    op.add_column("t", sa.Column("c", sa.String(30), server_default="DROP COLUMN a"))
    op.alter_column("t", "a", existing_type=sa.Integer(), new_column_name="order")
    op.alter_column("t", "order", existing_type=sa.Integer(), nullable=False)
    op.alter_column("t", "order", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)
    op.alter_column("t", "b", existing_type=sa.Integer(), server_default="5")
    op.alter_column("t", "b", existing_type=sa.Integer(), server_default=None)
    op.create_index("ix", "t", ["b"])
    op.create_unique_constraint("uq", "t", ["b"])
    op.create_check_constraint("ck", "t", "b > 0")
    op.create_foreign_key("fk", "t", "p", ["b"], ["id"])
    op.drop_constraint("fk", "t", type_="foreignkey")
    op.drop_constraint("ck", "t", type_="check")
    op.drop_constraint("uq", "t", type_="unique")
    op.drop_index("ix", "t")
    op.drop_column("t", "order")
    op.rename_table("t", "User")
    op.execute("INSERT INTO p SELECT id FROM p")
    op.drop_table("User")


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql"])
def test_what_alembic_sends(backend: str, make_database: MakeDatabase) -> None:
    statements = _sent(make_database(backend), _alter)
    effects = [effect for statement in statements for effect in statement.effects]
    (added,) = (effect for effect in effects if isinstance(effect, ColumnMade))
    assert (added.column, added.definition) == ("c", "VARCHAR(30) DEFAULT 'DROP COLUMN a'")
    assert [effect for effect in effects if effect is not added] == [
        renamed("t", "order", "a"),
        part("index", "t", "ix"),
        part("constraint", "t", "uq"),
        part("constraint", "t", "ck"),
        part("constraint", "t", "fk"),
        column_drop("t", "order"),
        renamed("t", "User"),
        inserted("p", "p"),
        drop("User"),
    ]
    changes = [statement for statement in statements if statement.kind is Kind.CHANGE]
    assert [statement.sql for statement in changes] == ["INSERT INTO p SELECT id FROM p"]
    definitions = [statement for statement in statements if statement.kind is Kind.DEFINITION]
    assert len(definitions) == len(statements) - 1
    assert all(statement.commits is (backend != "postgresql") for statement in definitions)
    assert all(statement.others is None for statement in statements)


def test_what_alembic_sends_in_batch_mode(sqlite: Database) -> None:
    def revision(op: Operations) -> None:
        with op.batch_alter_table("t") as batch:
            batch.drop_column("a")
            batch.alter_column("b", new_column_name="c")

    effects: list[Effect] = [effect for statement in _sent(sqlite, revision) for effect in statement.effects]
    assert effects == [
        made("_alembic_tmp_t"),
        inserted("_alembic_tmp_t", "t"),
        drop("t"),
        renamed("_alembic_tmp_t", "t"),
    ]
