"""The tables that revision files name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.projects.maker import Revision
from toolkit.backends.sql.values import Name
from toolkit.planning.choosing import concerned, may_narrow

TABLES = (Name(name="users"), Name(name="user"), Name(name="order items"), Name(schema="ledger", name="accounts"))


def chosen(directory: Path, *upgrades: str) -> list[str] | None:
    files = []
    for number, upgrade in enumerate(upgrades):
        files.append(directory / f"{number}.py")
        files[-1].write_text(Revision(f"r{number}", upgrade=upgrade).text(), encoding="utf-8")
    found = concerned(files, TABLES)
    return None if found is None else [name.name for name in found]


@pytest.mark.parametrize(
    ("upgrade", "names"),
    [
        ("op.add_column('users', sa.Column('x', sa.Integer))", ["users"]),
        ("op.execute('ALTER TABLE Users ADD x int')", ["users"]),
        ('op.drop_table("user")', ["user"]),
        ("op.drop_table('order items')", ["order items"]),
        ("op.drop_table('accounts', schema='ledger')", ["accounts"]),
        ("op.execute('DROP SCHEMA ledger CASCADE')", ["accounts"]),
        ("pass", []),
    ],
)
def test_those_that_are_named(upgrade: str, names: list[str], tmp_path: Path) -> None:
    assert chosen(tmp_path, upgrade) == names


def test_those_of_several_files(tmp_path: Path) -> None:
    assert chosen(tmp_path, "op.drop_table('user')", "op.drop_table('users')") == ["users", "user"]


@pytest.mark.parametrize(
    "upgrade",
    [
        "sa.inspect(op.get_bind()).get_table_names()",
        "sa.Table('users', sa.MetaData(), autoload_with=op.get_bind())",
        "from shop.models import User",
        "import os",
        "[op.drop_table(f'user{n}') for n in 's']",
        "[op.drop_table('user{}'.format(n)) for n in 's']",
        "[op.drop_table('user%s' % n) for n in 's']",
        "op.drop_table(''.join(['us', 'ers']))",
        "op.drop_table('us' + chr(101) + 'rs')",
        "op.execute(open('change.sql').read())",
        "op.execute('CALL tidy_up()')",
    ],
)
def test_any_table_where_they_are_found_in_another_way(upgrade: str, tmp_path: Path) -> None:
    assert chosen(tmp_path, upgrade) is None


def test_any_table_where_a_file_cannot_be_read(tmp_path: Path) -> None:
    assert concerned([tmp_path / "gone.py"], TABLES) is None


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(categories=["L", "N"], include_characters="_ -$", max_codepoint=0x2FF), min_size=1))
def test_whatever_it_is_called_a_table_that_is_named_is_chosen(name: str, tmp_path: Path) -> None:
    path = tmp_path / "named.py"
    path.write_text(f"op.drop_table({name!r})", encoding="utf-8")
    assert concerned([path], [Name(name=name)]) in ([Name(name=name)], None)


@pytest.mark.parametrize(
    ("upgrade", "may"),
    [
        ("op.add_column('users', sa.Column('x', sa.Integer, nullable=True))", False),
        ("op.drop_table('users')", False),
        ("op.add_column('users', sa.Column('x', sa.Integer, nullable=False))", True),
        ("op.add_column('users', sa.Column('x', sa.Integer, unique=True))", True),
        ("op.create_foreign_key('f', 'users', 'user', ['a'], ['b'])", True),
        ("op.get_bind().exec_driver_sql('...')", True),
    ],
)
def test_words_that_leave_it_possible_that_rows_do_not_fit(upgrade: str, may: bool, tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text(Revision("aa11", upgrade=upgrade, downgrade="pass").text(), encoding="utf-8")
    assert may_narrow([file]) is may
    assert may_narrow([tmp_path / "missing.py"])
