from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from tests.conftest import MakeDatabase
from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.shadows.innodb_tables import joined


def models() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("parents", metadata, sa.Column("id", sa.Integer, primary_key=True))
    table = sa.Table(
        "a `%b",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("p", sa.ForeignKey("parents.id", name="fk"), index=True, comment="half (50 %)"),
        sa.Column("q", sa.ForeignKey("parents.id", name="fk_q")),
        sa.Column("select", sa.String(40), unique=True, index=True),
        sa.Column("words", sa.Text),
        sa.UniqueConstraint("p", "q", name="uq"),
        mysql_engine="InnoDB",
        comment="with\na line",
    )
    sa.Index("ix `2", table.c.q, table.c.select.desc())
    sa.Index("ix_prefix", table.c.words, mysql_length=10, mysql_using="btree")
    sa.Index("ix_words", table.c.words, mysql_prefix="FULLTEXT")
    return metadata


def statements(dialect: sa.Dialect, table: sa.Table) -> tuple[str, list[str]]:
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return str(CreateTable(table).compile(dialect=dialect)), [
        str(CreateIndex(index).compile(dialect=dialect)) for index in indexes
    ]


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_it_makes_what_the_statements_make_one_by_one(backend: str, make_database: MakeDatabase) -> None:
    server = make_database(backend)
    engine = sa.create_engine(server.url, poolclass=sa.NullPool)
    read = reader_of(server.backend)
    assert read is not None
    found = []
    with engine.connect() as connection:
        for is_joined in (False, True):
            for table in models().sorted_tables:
                whole, indexes = statements(connection.dialect, table)
                one = joined(whole, indexes)
                assert one is not None
                for sql in [one] if is_joined else [whole, *indexes]:
                    connection.exec_driver_sql(sql)
            found.append(read(connection))
            models().drop_all(connection)
    assert found[0].tables == found[1].tables
    assert len(found[0].tables[0].indexes) == 6


@pytest.mark.parametrize(
    ("table", "index"),
    [
        ("CREATE TABLE t (\n\ta INTEGER COMMENT 'x\n)'\n)", "CREATE INDEX i ON t (a)"),
        ("CREATE TABLE t (a INTEGER)", "CREATE INDEX i ON t (a)"),
        ("CREATE TABLE t (\n\ta INTEGER\n)", "CREATE SOMETHING i ON t (a)"),
    ],
)
def test_what_is_written_otherwise_is_left_alone(table: str, index: str) -> None:
    assert joined(table, [index]) is None
