"""What a database cannot hold is told before anything is written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects.postgresql import TSVECTOR

from tests.autogenerate.column_types.kinds import Network
from tests.autogenerate.column_types.rendering import context_of, dialect_of
from tests.servers.database import Database
from toolkit.autogenerate.column_types.holding import Column, columns_of, refuse, refuse_models, refuse_what_cannot_be
from toolkit.errors import ColumnTypeUnavailable

NOTE = Column(table="orders", name="note", type=sa.String())


def test_one_paragraph() -> None:
    network = Column(table="hosts", name="net", type=Network())
    vector = Column(table="hosts", name="words", type=TSVECTOR())
    with pytest.raises(ColumnTypeUnavailable, match=r"hosts\.words"):
        refuse([vector], dialect_of("sqlite"))
    with pytest.raises(ColumnTypeUnavailable) as raised:
        refuse([NOTE, network, Column(table="t", name="fine", type=sa.Text())], dialect_of("mysql"))
    error = raised.value
    assert error.exit_code == 1
    assert error.what == "mysql cannot hold the type of orders.note, hosts.net, so no revision was written."
    assert "orders.note (String): VARCHAR requires a length on dialect mysql" in error.why
    assert "hosts.net (Network): networks are for PostgreSQL" in error.why
    assert error.mend.startswith(
        "Give orders.note a length, as in String(255), or make it a Text. Give hosts.net a type"
    )


def test_what_it_can_hold() -> None:
    refuse([NOTE], dialect_of("sqlite"))


def test_models_that_env_py_lets_be_seen() -> None:
    metadata = sa.MetaData()
    for name in ("orders", "hidden"):
        sa.Table(
            name, metadata, sa.Column("note", sa.String), sa.Column("left_out", sa.String), sa.Column("id", sa.Text)
        )

    def include(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return name not in ("hidden", "left_out")

    context = context_of("mysql", target_metadata=metadata, include_object=include)
    seen = AutogenContext(context.migration_context, metadata)
    with pytest.raises(ColumnTypeUnavailable, match=r"of orders\.note, so"):
        refuse_models(seen)


def test_the_server_is_asked_about_what_is_not_there(postgresql: Database) -> None:
    metadata = sa.MetaData()
    for name in ("new", "old"):
        sa.Table(name, metadata, sa.Column("id", sa.BINARY(16)))
    with sa.create_engine(postgresql.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE old (id UUID)")
        migration = MigrationContext.configure(connection, opts={"target_metadata": metadata})
        with pytest.raises(ColumnTypeUnavailable, match=r"of new\.id, so") as raised:
            refuse_models(AutogenContext(migration, metadata))
    assert "the server has no type BINARY(16)" in raised.value.why


def test_columns_of_operations() -> None:
    column = sa.Column("c", sa.String)
    made = ops.CreateTableOp("made", [column, sa.CheckConstraint("c > ''")])
    added = ops.ModifyTableOps("added", [ops.AddColumnOp("added", sa.Column("d", sa.String))])
    altered = ops.AlterColumnOp("altered", "e", modify_type=sa.String())
    untouched = ops.AlterColumnOp("altered", "f", modify_nullable=False)
    upgrade = ops.UpgradeOps([made, added, altered, untouched, ops.DropTableOp("gone")])
    found = [(one.table, one.name) for one in columns_of(upgrade.ops)]
    assert found == [("made", "c"), ("added", "d"), ("altered", "e")]
    script = ops.MigrationScript("aa11", upgrade, ops.DowngradeOps([]))
    with pytest.raises(ColumnTypeUnavailable, match=r"made\.c, added\.d, altered\.e"):
        refuse_what_cannot_be([script], dialect_of("mysql"))
    refuse_what_cannot_be([script], dialect_of("postgresql"))
