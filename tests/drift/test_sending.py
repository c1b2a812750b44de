"""A table comes with its indexes, where that is quicker; what is refused is told as if they came one by one."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from toolkit.drift.sending import Sending, one_line
from toolkit.shadow.life import Original, original_of, shadow_of


def models(*indexes: sa.Index) -> sa.MetaData:
    metadata = sa.MetaData()
    columns = [sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer, index=True)]
    sa.Table("t", metadata, *columns, sa.Column("b", sa.Text), *indexes)
    return metadata


def sent(make_database: MakeDatabase, backend: str, metadata: sa.MetaData) -> tuple[list[str], Sending, Any]:
    """The statements that reached the driver, what was refused, and the indexes that are there."""
    with sa.create_engine(make_database(backend).url, poolclass=sa.NullPool).connect() as live:
        original = original_of(live)
    with shadow_of(original) as shadow:
        return _sent(shadow, original, metadata)


def _sent(shadow: sa.Connection, original: Original, metadata: sa.MetaData) -> tuple[list[str], Sending, Any]:
    engine, texts = shadow.engine, list[str]()
    do_execute = engine.dialect.do_execute

    def noted(cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        if statement.strip().startswith("CREATE"):
            texts.append(one_line(statement))
        do_execute(cursor, statement, parameters, context)

    engine.dialect.do_execute = noted  # type: ignore[method-assign]  # nothing else sees what the driver is given
    sending = Sending(original, shadow)
    shadow.rollback()
    with sending.at(engine):
        own = [table for table in metadata.tables.values() if table.schema is None]
        metadata.create_all(shadow.execution_options(isolation_level="AUTOCOMMIT"), tables=own)
    return texts, sending, sorted(index["name"] or "" for index in sa.inspect(shadow).get_indexes("t"))


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_a_table_and_its_indexes_are_one_statement(backend: str, make_database: MakeDatabase) -> None:
    texts, sending, there = sent(make_database, backend, models(sa.Index("i", "a", "id")))
    assert len(texts) == 1
    assert there == ["i", "ix_t_a"]
    assert sending.refused == []


def test_elsewhere_they_come_one_by_one(make_database: MakeDatabase) -> None:
    texts, _, there = sent(make_database, "sqlite", models())
    assert [text.split("(")[0].strip() for text in texts] == ["CREATE TABLE t", "CREATE INDEX ix_t_a ON t"]
    assert there == ["ix_t_a"]


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_the_index_that_is_refused_is_told_and_the_others_are_made(backend: str, make_database: MakeDatabase) -> None:
    """A number has no beginning of five letters."""
    _, sending, there = sent(
        make_database, backend, models(sa.Index("bad", "a", mysql_length=5), sa.Index("good", "b", mysql_length=5))
    )
    [refused] = sending.refused
    assert refused.statement.startswith("CREATE INDEX bad")
    assert refused.names == {"bad"}
    assert there == ["good", "ix_t_a"]


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_an_index_that_depends_on_the_project_comes_by_itself(backend: str, make_database: MakeDatabase) -> None:
    index = sa.Index("own", "a").ddl_if(callable_=lambda *given, **said: False)
    texts, _, there = sent(make_database, backend, models(index))
    assert len(texts) == 1
    assert there == ["ix_t_a"]


def test_what_concerns_the_server_is_not_sent(make_database: MakeDatabase) -> None:
    metadata = models()
    for statement in ("CREATE USER tk_of_models", "CREATE VIEW seen AS SELECT 1"):
        sa.event.listen(metadata, "after_create", sa.DDL(statement))
    for backend in ("mysql", "mariadb", "postgresql"):
        texts, sending, _ = sent(make_database, backend, metadata)
        assert texts[-1].startswith("CREATE VIEW seen")
        assert not [text for text in texts if "USER" in text]
        assert sending.refused == []


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_a_table_may_refer_to_another_database(backend: str, make_database: MakeDatabase) -> None:
    other = make_database(backend)
    engine, name = sa.create_engine(other.url, poolclass=sa.NullPool), str(sa.make_url(other.url).database)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id INTEGER PRIMARY KEY)")
    metadata = models()
    sa.Table("kept", metadata, sa.Column("id", sa.Integer, primary_key=True), schema=name)
    key = sa.ForeignKey(f"{name}.kept.id", name="fk")
    sa.Table("refers", metadata, sa.Column("id", key), sa.Column("n", sa.Integer, index=True))
    texts, sending, _ = sent(make_database, backend, metadata)
    assert sending.refused == []
    assert [text for text in texts if "REFERENCES" in text]
    assert sa.inspect(engine).get_table_names() == ["kept"]
