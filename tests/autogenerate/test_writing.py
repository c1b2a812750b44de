"""Every kind of difference that `tk check` can name, on every backend: written, proved, run, checked, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.autogenerate.cycle import Cycle, changes, untold
from tests.autogenerate.written import applied, written
from tests.conftest import Database, MakeDatabase
from tests.projects.opened import settings_of
from toolkit.autogenerate.choices import choices_of
from toolkit.workflows.downgrade import downgrade


@pytest.fixture
def cycle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_database: MakeDatabase) -> Callable[..., Cycle]:
    """A function that makes a project whose models differ from its database by these kinds; by all without any."""
    monkeypatch.chdir(tmp_path)
    return lambda backend, *names: Cycle(tmp_path, make_database(backend).url, backend, names or None)


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql", "sqlite"])
def test_every_kind_there_and_back(cycle: Callable[..., Cycle], backend: str) -> None:
    """All at once: one run of each step is a fraction of as many runs as there are kinds."""
    one = cycle(backend)
    start = one.catalog()
    text = one.revision()
    assert f"Proved on a shadow of {backend}" in text
    # Alembic's own operations, where these say it: nothing had to be written again in the server's words alone.
    assert "op.create_table('k_new_table'" in text
    assert "add_column(" in text
    one.up()
    assert one.findings() == []
    one.down()
    assert changes(start, one.catalog()) == []


def test_a_second_change_of_one_column_is_one_statement_on_servers_that_rebuild(cycle: Callable[..., Cycle]) -> None:
    text = cycle("mysql", "k_two_columns").revision()
    upgrade = text.partition("def downgrade")[0]
    assert upgrade.count("op.execute(") == 1
    assert "MODIFY COLUMN `a` bigint NULL,\\n" in upgrade
    assert "MODIFY COLUMN `b` varchar(70) NOT NULL" in upgrade


def test_a_table_that_only_the_database_has_is_not_dropped(cycle: Callable[..., Cycle]) -> None:
    """The models of one kind are taken away: as a module that env.py forgot to import."""
    one = cycle("sqlite", "k_add_column", "k_drop_column")
    environment = one.settings.directory / "scripts" / "env.py"
    environment.write_text(environment.read_text().replace("'k_drop_column'", "'k_new_table'"))
    text = one.revision()
    assert "drop_table('k_drop_column')" not in text
    assert "create_table('k_new_table'" in text


VIEWS = """op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('old', sa.Integer))
    op.create_table('u', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))
    op.execute('CREATE VIEW v AS SELECT id, old FROM t')
    op.execute('CREATE VIEW w AS SELECT id, old AS m FROM v')
    op.execute('CREATE VIEW x AS SELECT n FROM u')"""
RENAMED = """
from sqlalchemy import DDL, event
sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('new', sa.KIND))
sa.Table('uu', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))
for text in ('v AS SELECT id, new FROM t', 'w AS SELECT id, new AS m FROM v', 'x AS SELECT n FROM uu'):
    event.listen(target_metadata, 'after_create', DDL('CREATE VIEW ' + text))
"""


@pytest.mark.parametrize("kind", ["Integer", "BigInteger"])
def test_declared_views_of_what_is_renamed(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    renames = choices_of((), None, ("t.old=t.new", "u=uu"))
    answer = written(tmp_path, database.url, VIEWS, RENAMED.replace("KIND", kind), choices=renames)
    assert answer.notes[0].startswith("Proved on a shadow")
    assert applied(tmp_path) == []
    downgrade(settings_of(tmp_path), "-1", untold)
    assert applied(tmp_path) == []


MONEY = """
class Money(sa.types.UserDefinedType, sa.types.SchemaType):
    cache_ok = True
    def __init__(self, **given):
        sa.types.SchemaType.__init__(self, name='money_type')
    def get_col_spec(self, **given):
        return 'money_type'
    def create(self, bind=None, checkfirst=None):
        pass

sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('price', Money))
"""


def make_money(target: Any, connection: Any, **given: Any) -> None:
    """Hung on all metadata, as sqlalchemy-utils does it for its CompositeType, which needs psycopg2."""
    assert connection.connection.driver_connection
    if not connection.dialect.has_type(connection, "money_type"):
        connection.exec_driver_sql("CREATE TYPE money_type AS (currency varchar(3), amount integer)")


@pytest.mark.parametrize("is_there", [False, True])
def test_a_composite_type_that_the_models_make(
    postgresql: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    first = "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))" if is_there else "pass"
    sa.event.listen(sa.MetaData, "before_create", make_money)
    try:
        answer = written(tmp_path, postgresql.url, first, MONEY)
        assert answer.notes[0].startswith("Proved on a shadow")
        assert "CREATE TYPE money_type AS (" in Path(answer.files[0]).read_text()
        assert applied(tmp_path) == []
        downgrade(settings_of(tmp_path), "-1", untold)
        assert applied(tmp_path) == []
    finally:
        sa.event.remove(sa.MetaData, "before_create", make_money)
