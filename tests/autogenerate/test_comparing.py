from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from toolkit.autogenerate.comparing import Circumstances, compare, differences
from toolkit.drift.storing import Cache


def compared(directory: Path, metadata: sa.MetaData, *statements: str, **options: Any) -> Any:
    engine = sa.create_engine(f"sqlite:///{directory / 'app.db'}")
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata, **options})
        return compare(context, Circumstances(cache=Cache(directory / "cache"), ignore=("ignored",)))


def models(*columns: sa.Column[Any]) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    return metadata


def test_what_leads_from_the_database_to_the_models(tmp_path: Path) -> None:
    table = "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, gone TEXT)"
    found = compared(tmp_path, models(sa.Column("a", sa.Integer)), table, "CREATE TABLE ignored (a)")
    assert {(one.kind, one.name, one.is_made) for one in found.alterations} == {
        ("column", "a", True),
        ("column", "gone", False),
    }
    assert differences(found.observed, (), found.models, found.models) == []


def test_garbage_is_collected_afterwards_as_before(tmp_path: Path) -> None:
    compared(tmp_path, models())
    assert gc.isenabled()


def test_the_projects_own_filters_hold(tmp_path: Path) -> None:
    def include(value: Any, name: str, kind: str, *rest: Any) -> bool:
        return name != "a"

    found = compared(
        tmp_path,
        models(sa.Column("a", sa.Integer), sa.Column("b", sa.Integer)),
        "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY)",
        include_object=include,
    )
    assert [one.name for one in found.alterations] == ["b"]


def test_what_the_server_refuses_is_told_and_not_written(tmp_path: Path) -> None:
    metadata = models(sa.Column("a", sa.Integer))
    sa.Index("ix", sa.text("no_such_function(a)"), _table=metadata.tables["t"])
    found = compared(tmp_path, metadata)
    assert [one.name for one in found.alterations] == ["t"]
    assert "no_such_function" in found.refused[0].statement


def test_what_no_model_declares_beside_its_tables(tmp_path: Path) -> None:
    metadata = models()
    for text in ("CREATE VIEW kept AS SELECT id FROM t", "CREATE VIEW refused AS SELECT no_such() FROM t"):
        sa.event.listen(metadata, "after_create", sa.DDL(text))
    trigger = "CREATE TRIGGER {0}_g AFTER INSERT ON {0} BEGIN SELECT 1; END"
    found = compared(
        tmp_path,
        metadata,
        *(f"CREATE TABLE {name} (id INTEGER NOT NULL PRIMARY KEY)" for name in ("t", "unmanaged")),
        *(f"CREATE VIEW {name} AS SELECT id FROM t" for name in ("kept", "refused", "gone", "ignored")),
        *(trigger.format(name) for name in ("t", "unmanaged")),
    )
    assert [(one.kind, one.name, one.is_removed) for one in found.undeclared] == [
        ("view", "gone", True),
        ("trigger", "t_g", True),
    ]
