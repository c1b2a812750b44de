"""The statements that create the models."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tests.house.sources import ROOT
from toolkit.drift.modelling import digests_of, fingerprint, schemas_of, statements_of, tables_of

DIALECTS = ["sqlite", "mysql+pymysql", "postgresql+psycopg"]


def observed(*metadata: sa.MetaData, driver: str = "sqlite", others: tuple[str, ...] = ()) -> Any:
    dialect = sa.make_url(f"{driver}://").get_dialect()()
    return SimpleNamespace(metadata=metadata, dialect=dialect, others=others)


def models(*columns: sa.Column[Any], **said: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns, **said)
    return metadata


@pytest.mark.parametrize("driver", DIALECTS)
def test_equal_models_have_one_fingerprint(driver: str) -> None:
    one, other = (models(sa.Column("a", sa.String(9), index=True)) for _ in range(2))
    assert fingerprint(observed(one, driver=driver)) == fingerprint(observed(other, driver=driver)) is not None


@pytest.mark.parametrize("driver", DIALECTS)
@pytest.mark.parametrize(
    "other",
    [
        models(sa.Column("a", sa.String(10))),
        models(sa.Column("b", sa.String(9))),
        models(sa.Column("a", sa.String(9), nullable=False)),
        models(sa.Column("a", sa.String(9), server_default="x")),
        models(sa.Column("a", sa.String(9), index=True)),
        models(sa.Column("a", sa.String(9), unique=True)),
        models(sa.Column("a", sa.String(9), sa.ForeignKey("t.id"))),
        models(sa.Column("a", sa.String(9), sa.CheckConstraint("a > 'a'"))),
    ],
)
def test_whatever_reaches_the_database_is_in_it(driver: str, other: sa.MetaData) -> None:
    one = models(sa.Column("a", sa.String(9)))
    assert fingerprint(observed(one, driver=driver)) != fingerprint(observed(other, driver=driver))


def test_what_the_database_never_sees_is_not() -> None:
    one, other = (
        models(sa.Column("a", sa.Integer)),
        models(sa.Column("a", sa.Integer, default=3, key="b", info={"c": 1})),
    )
    assert fingerprint(observed(one)) == fingerprint(observed(other))


def test_each_of_several_metadatas_counts() -> None:
    one, other = models(), sa.MetaData()
    sa.Table("more", other, sa.Column("id", sa.Integer))
    assert len({fingerprint(observed()), fingerprint(observed(one)), fingerprint(observed(one, other))}) == 3


def test_models_in_another_database_do_not_count() -> None:
    one = models()
    before = fingerprint(observed(one))
    sa.Table("elsewhere", one, sa.Column("id", sa.Integer), schema="other")
    assert fingerprint(observed(one, others=("other",))) == before != fingerprint(observed(one))


PROGRAM = """
import sqlalchemy as sa
from tests.drift.test_modelling import fingerprint, models, observed
columns = [sa.Column(f"c{number}", sa.Integer, index=True) for number in range(20)]
print(fingerprint(observed(models(*columns))))
"""


def test_it_is_the_same_in_every_process() -> None:
    """SQLAlchemy keeps indexes in a set, whose order changes with the hashes of a run."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0].stdout == runs[1].stdout != ""


def test_a_listener_that_needs_a_database_leaves_it_unknown() -> None:
    metadata = models()
    event.listen(
        metadata.tables["t"],
        "after_create",
        lambda table, connection, **said: connection.scalar(sa.text("SELECT 1")).bit_length(),
    )
    assert fingerprint(observed(metadata)) is None


def test_ddl_that_listeners_send_counts() -> None:
    one, other = models(), models()
    event.listen(other.tables["t"], "after_create", sa.DDL("CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END"))
    assert fingerprint(observed(one)) != fingerprint(observed(other))


def test_tables_and_schemas() -> None:
    metadata = models()
    for schema in ("b", "a", "b"):
        sa.Table(f"t{len(metadata.tables)}", metadata, sa.Column("id", sa.Integer), schema=schema)
    assert schemas_of(metadata) == ["b", "a"]
    assert [table.name for table in tables_of(metadata, ("b",))] == ["t", "t2"]


@pytest.mark.parametrize("driver", DIALECTS)
def test_digests_tell_which_table_changed(driver: str) -> None:
    def made(length: int) -> sa.MetaData:
        metadata = models(sa.Column("mood", sa.Enum("a", "b", name="mood")))
        sa.Table("other", metadata, sa.Column("id", sa.Integer), sa.Column("a", sa.String(length)))
        sa.Table("plain", metadata, sa.Column("id", sa.Integer))
        return metadata

    one, again, other = (digests_of(observed(made(length), driver=driver)) for length in (9, 9, 10))
    assert one is not None
    assert other is not None
    assert one == again
    assert one.fingerprint != other.fingerprint
    assert [name for name in one.tables if one.tables[name] != other.tables[name]] == ["other"]
    said = statements_of(observed(made(9), driver=driver))
    assert said is not None
    assert (one.tables.keys(), one.types, one.rest) == (said.tables.keys(), said.types, said.rest)


def test_digests_of_models_that_a_listener_keeps_unknown() -> None:
    metadata = models()
    sa.Table("other", metadata, sa.Column("id", sa.Integer))
    event.listen(
        metadata, "after_create", lambda target, connection, **said: connection.scalar(sa.text("SELECT 1")).real
    )
    assert digests_of(observed(metadata)) is None
    nothing = digests_of(observed())
    assert nothing is not None
    assert not nothing.tables
