"""What the server refuses of the models is told once, and the rest is created."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.drift.creating import create
from toolkit.shadow.life import original_of, shadow_of


class Unknown(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self) -> str:
        return "NO_SUCH_TYPE(("


def models() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("good", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer, index=True))
    sa.Table(
        "bad",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("what", Unknown),
        sa.Index("ix_b", "id"),
    )
    sa.Table("child", metadata, sa.Column("id", sa.ForeignKey("bad.id"), primary_key=True), sa.Column("b", sa.Integer))
    return metadata


def test_one_refusal_and_what_follows_from_it(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        original = original_of(live)
    observed: Any = SimpleNamespace(original=original, metadata=(models(),), others=())
    with shadow_of(original) as shadow:
        [refused] = create(observed, shadow, ())
        tables = set(sa.inspect(shadow).get_table_names())
    assert refused.statement.startswith("CREATE TABLE bad")
    assert refused.why
    assert {"bad", "ix_b"} <= refused.names
    assert "good" in tables
    assert "bad" not in tables


def test_defaults_come_first(mysql: Database) -> None:
    engine = sa.create_engine(mysql.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        original = original_of(live)
    observed: Any = SimpleNamespace(original=original, metadata=(), others=())
    with shadow_of(original) as shadow:
        assert create(observed, shadow, ("ALTER DATABASE CHARACTER SET latin1",)) == []
        assert shadow.scalar(sa.text("SELECT @@character_set_database")) == "latin1"


def test_a_check_that_a_revision_file_gave_to_a_model_anew_is_made_once(database: Database) -> None:
    metadata = sa.MetaData()
    table = sa.Table("t", metadata, sa.Column("a", sa.String(9)))
    twins = [sa.CheckConstraint(table.c.a.in_(["x", "y"]), name="ck_a") for _ in range(2)]
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        original = original_of(live)
    observed: Any = SimpleNamespace(original=original, metadata=(metadata,), others=())
    with shadow_of(original) as shadow:
        assert create(observed, shadow, ()) == []
        assert len(sa.inspect(shadow).get_check_constraints("t")) == 1
    assert {*twins} <= table.constraints


def test_a_refused_statement_is_told_as_it_was_meant(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        original = original_of(live)
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.CheckConstraint("no_such(a) % 2 = 0"))
    observed: Any = SimpleNamespace(original=original, metadata=(metadata,), others=())
    with shadow_of(original) as shadow:
        [refused] = create(observed, shadow, ())
    assert "no_such(a) % 2 = 0" in refused.statement


def test_a_model_of_what_an_extension_makes_is_passed_over(database: Database) -> None:
    """As PostGIS makes a table of its own: so is one of a second MetaData that another has, too."""
    models = [sa.MetaData(), sa.MetaData()]
    for one in models:
        sa.Table("spot", one, sa.Column("id", sa.Integer, primary_key=True))
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        original = original_of(live)
    inside = "CREATE TABLE spot (id integer NOT NULL PRIMARY KEY)"
    for likeness in (original.likeness, replace(original.likeness, inside=(inside,))):
        original = replace(original, likeness=likeness)
        observed: Any = SimpleNamespace(original=original, metadata=models, others=())
        with shadow_of(original) as shadow:
            assert create(observed, shadow, ()) == []
            assert sa.inspect(shadow).get_table_names() == ["spot"]
