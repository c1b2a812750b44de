from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from tests.catalog.made import catalog, column, table
from toolkit.autogenerate.renames import Rename
from toolkit.autogenerate.renaming import RenameTable, operations, reflected, render_rename
from toolkit.autogenerate.statements import Statements
from toolkit.backends.alterations.register import alterations_of
from toolkit.catalog.members import Check
from toolkit.catalog.values import Catalog

COUNTED = column("id", default="nextval('t_id_seq'::regclass)", sequence="integer")
LIVE = catalog(table("t", COUNTED, column("a"), column("c", computed="a")), backend="postgresql")
TABLE = Rename(schema=None, table=None, old="t", new="u")
COLUMN = Rename(schema=None, table="u", old="a", new="b")


def as_it_is(key: tuple[str | None, str]) -> sa.Table:
    return sa.Table(key[1], sa.MetaData(), *(sa.Column(name, sa.Integer) for name in ("id", "a", "c")))


def told(
    *renames: Rename, is_fit: bool = True, live: Catalog = LIVE, backend: str = "postgresql"
) -> list[ops.MigrateOperation]:
    writer = alterations_of(backend)
    assert writer is not None
    return list(operations(live, renames, lambda key: reflected(as_it_is, renames, key), lambda table: is_fit, writer))


def test_a_check_that_holds_the_name_steps_aside() -> None:
    live = catalog(table("t", column("a"), checks=(Check(name="ck", expression="a > 0"),)), backend="mysql")
    rename = Rename(schema=None, table="t", old="a", new="b")
    gone, _, back = told(rename, live=live, backend="mysql")
    assert isinstance(gone, Statements)
    assert isinstance(back, Statements)
    assert "DROP" in gone.forward[0]
    assert "a > 0" in gone.backward[0]
    assert "b > 0" in back.forward[0]
    assert "DROP" in back.backward[0]
    assert len(told(rename, live=live, backend="mariadb")) == 1


def test_what_is_reflected_has_its_new_names() -> None:
    found = reflected(as_it_is, (TABLE, COLUMN), (None, "u"))
    assert (found.name, [one.name for one in found.columns]) == ("u", ["id", "b", "c"])


def test_a_table_goes_with_the_sequence_that_is_named_after_it() -> None:
    [rename, sequence] = told(TABLE)
    assert isinstance(sequence, Statements)
    assert sequence.forward == ("ALTER SEQUENCE t_id_seq RENAME TO u_id_seq",)
    assert sequence.backward == ("ALTER SEQUENCE u_id_seq RENAME TO t_id_seq",)
    assert isinstance(rename, RenameTable)
    assert rename.to_diff_tuple() == ("rename_table", "t", "u")
    assert rename.reverse().to_diff_tuple() == ("rename_table", "u", "t")


def test_how_a_table_is_rendered() -> None:
    context: Any = SimpleNamespace(opts={"alembic_module_prefix": "op."})
    assert render_rename(context, RenameTable("t", "u", schema="s")) == "op.rename_table('t', 'u', schema='s')"


def test_a_column_is_alembics_where_that_keeps_all_of_it() -> None:
    _, _, change = told(TABLE, COLUMN)
    assert isinstance(change, ops.ModifyTableOps)
    [alter] = change.ops
    assert isinstance(alter, ops.AlterColumnOp)
    assert (alter.column_name, alter.modify_name) == ("a", "b")
    back: Any = alter.reverse()
    assert (back.column_name, back.modify_name) == ("b", "a")


def test_else_the_server_says_it() -> None:
    computed = Rename(schema=None, table="t", old="c", new="d")
    for found in (told(computed), told(Rename(schema=None, table="t", old="a", new="d"), is_fit=False)):
        [statement] = found
        assert isinstance(statement, Statements)
        assert statement.forward[0].startswith("ALTER TABLE t RENAME COLUMN")
        assert statement.backward[0].startswith("ALTER TABLE t RENAME COLUMN d TO")
