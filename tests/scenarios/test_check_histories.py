"""Histories that do not begin with an empty database, or that reach for another one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.dropin.contents import read_contents
from tests.projects.maker import Revision
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import MODELS, ORDERS_MODEL, REVISIONS, Shop
from tests.servers.database import Database

ADDS = Revision("aa11", upgrade="op.add_column('orders', sa.Column('extra', sa.String(20)))")
WITH_EXTRA = ORDERS_MODEL.replace(
    "server_default='none'))", "server_default='none'), sa.Column('extra', sa.String(20)))"
)


def begun(shop: Shop) -> Shop:
    """The first revision alters a table that another program has made."""
    shop.make((ADDS,), models=WITH_EXTRA)
    engine = sa.create_engine(shop.database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        id_, note = (
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("note", sa.String(30), nullable=False, server_default="none"),
        )
        sa.Table("orders", sa.MetaData(), id_, note).create(connection)
    return shop.migrated()


def test_a_history_that_begins_in_the_middle_is_noted(shop: Shop) -> None:
    answer = begun(shop).answer(code=0)
    [note] = answer["findings"]
    assert (note["name"], note["severity"], note["subject"]) == ("unreplayable-history", "note", "revision aa11")
    assert note["location"]["file"] == "scripts/versions/aa11_create.py"
    assert answer["databases"][0]["compared"] == ["models", "live"]
    assert answer["databases"][0]["expected_from"] == "the models"


def test_the_models_are_compared_with_the_database_then(shop: Shop) -> None:
    begun(shop).sql("ALTER TABLE orders ADD COLUMN by_hand INTEGER")
    _, finding = shop.findings()
    assert (finding["name"], finding["subject"]) == ("changed-database", "column orders.by_hand")
    assert finding["fact"] == "The database has it, and the models do not make it."


def test_only_the_live_part_of_such_a_history_compares_nothing_and_says_so(shop: Shop) -> None:
    answer = begun(shop).answer("--live", code=0)
    assert [finding["name"] for finding in answer["findings"]] == ["unreplayable-history"]
    assert answer["databases"][0]["compared"] == []


@pytest.mark.parametrize(
    "upgrade",
    [
        "raise ValueError('the service does not answer')",
        "op.get_bind().execute(sa.text('SELECT total FROM settings')).scalar_one()",
        "raise SystemExit(3)",
        "raise type('Stop', (BaseException,), {})",
    ],
)
def test_a_revision_that_fails_is_a_note(upgrade: str, make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    shop.revision(Revision("cc33", "ab22", upgrade=upgrade))
    shop.tk("stamp head")
    [note] = shop.findings()
    assert (note["name"], note["subject"]) == ("unreplayable-history", "revision cc33")


def test_a_secret_of_a_revision_is_told_to_nobody(make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    shop.revision(Revision("cc33", "ab22", upgrade="raise ValueError('mysql://u:S3cr3t@h/x')"))
    shop.tk("stamp head")
    run = shop.tk("check --verbose")
    assert "unreplayable-history" in run.stdout
    assert "S3cr3t" not in run.stdout + run.stderr


ROWS = "INSERT INTO orders (id, note) VALUES (1, 'mine')"
CONNECTS = (
    "own = sa.create_engine({url!r}, poolclass=sa.NullPool)\n"
    "    with own.begin() as connection:\n"
    "        connection.execute(sa.text({statement!r}))\n"
)


@pytest.mark.parametrize("statement", ["DELETE FROM orders", "DROP TABLE items", "CREATE TABLE made (id INTEGER)"])
def test_a_revision_that_connects_to_the_live_database_writes_nothing_there(statement: str, shop: Shop) -> None:
    shop.make().migrated().sql(ROWS)
    shop.revision(Revision("cc33", "ab22", upgrade=CONNECTS.format(url=shop.database.url, statement=statement)))
    before = read_contents(shop.database)
    told = shop.told()
    assert told[0] == ("pending-revisions", "revision cc33")
    assert read_contents(shop.database) == before


def test_a_revision_that_connects_by_the_engine_of_the_application_is_led_to_the_shadow(shop: Shop) -> None:
    """Its pool holds a connection to the live database since env.py ran; afterwards it leads there again."""
    prelude = (
        "import builtins\n"
        f"engine = builtins.application = getattr(builtins, 'application', None) or sa.create_engine({shop.database.url!r})\n"
        "with engine.connect() as own: own.execute(sa.text('SELECT 1'))\n"
    )
    connects = (
        "import builtins\n    with builtins.application.begin() as own:\n        own.execute(sa.text({statement!r}))"
    )
    # On SQLite the transaction of the migration keeps everybody else out.
    shop.make(prelude=prelude, options="transaction_per_migration=True").migrated()
    if shop.database.backend != "sqlite":
        shop.revision(
            Revision("cc33", "ab22", upgrade=connects.format(statement="CREATE TABLE made (id INTEGER PRIMARY KEY)"))
        )
        before = read_contents(shop.database)
        assert {subject for name, subject in shop.told() if name != "unreplayable-history"} == {
            "revision cc33",
            "table made",
        }
        assert read_contents(shop.database) == before


@pytest.mark.parametrize("backend", ["sqlite", "mariadb", "mysql", "postgresql"])
def test_a_revision_that_connects_to_another_database_writes_nothing_there(
    backend: str, make_shop: MakeShop, make_database: MakeDatabase
) -> None:
    shop, other = make_shop(backend).make().migrated(), make_database(backend)
    shop.revision(
        Revision("cc33", "ab22", upgrade=CONNECTS.format(url=other.url, statement="CREATE TABLE made (id INTEGER)"))
    )
    told = shop.findings()
    assert [finding["name"] for finding in told] == ["pending-revisions", "unreplayable-history"]
    assert "another database" in told[1]["fact"]
    assert "shadow_url" in told[1]["remedy"]
    assert read_contents(other) == {}


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
@pytest.mark.parametrize(
    "statement", ["UPDATE `{other}`.kept SET id = 3", "DROP TABLE items, {other}.kept", "USE {other}"]
)
def test_a_statement_that_names_another_database_changes_nothing_there(
    statement: str, backend: str, make_shop: MakeShop, make_database: MakeDatabase
) -> None:
    shop, other = make_shop(backend).make(), make_database(backend)
    engine = sa.create_engine(other.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id INTEGER)")
        connection.exec_driver_sql("INSERT INTO kept VALUES (1)")
    name = str(sa.make_url(other.url).database)
    shop.revision(Revision("cc33", "ab22", upgrade=f"op.execute({statement.format(other=name)!r})"))
    before = read_contents(other)
    assert ("pending-revisions", "revision aa11") in shop.told()
    assert read_contents(other) == before


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_a_statement_that_names_the_live_database_changes_nothing_there(backend: str, make_shop: MakeShop) -> None:
    """As projects write it whose name of the database never changes."""
    shop = make_shop(backend).make().migrated()
    shop.sql(ROWS)
    name = str(sa.make_url(shop.database.url).database)
    shop.revision(Revision("cc33", "ab22", upgrade=f"op.execute('DELETE FROM {name}.orders')"))
    before = read_contents(shop.database)
    assert [name for name, _ in shop.told()] == ["pending-revisions"]
    assert read_contents(shop.database) == before


def test_a_revision_that_attaches_another_file_does_not_write_it(make_shop: MakeShop, sqlite: Database) -> None:
    shop = make_shop("sqlite").make()
    path = str(sa.make_url(sqlite.url).database)
    attach = f"op.execute(\"ATTACH DATABASE '{path}' AS other\"); op.execute('CREATE TABLE other.made (id INTEGER)')"
    shop.revision(Revision("cc33", "ab22", upgrade=attach))
    assert ("unreplayable-history", "revision cc33") in shop.told()
    assert read_contents(sqlite) == {}


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_accounts_and_rights_of_the_server_are_left_alone(backend: str, make_shop: MakeShop) -> None:
    shop = make_shop(backend).make().migrated()
    create = "CREATE ROLE tk_no_such_role" if backend == "postgresql" else "CREATE USER tk_no_such_role"
    grant = "GRANT SELECT ON orders TO tk_no_such_role"
    shop.revision(Revision("cc33", "ab22", upgrade=f"op.execute({create!r}); op.execute({grant!r})"))
    assert shop.told() == [("pending-revisions", "revision cc33")]
    listed = (
        "SELECT count(*) FROM pg_roles WHERE rolname"
        if backend == "postgresql"
        else "SELECT count(*) FROM mysql.user WHERE user"
    )
    engine = sa.create_engine(shop.database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"{listed} = 'tk_no_such_role'").scalar() == 0


def test_a_revision_that_uses_the_models_is_run_anew_when_they_change(make_shop: MakeShop) -> None:
    """Create_all in a revision: what it makes is no matter of the revision files alone."""
    shop = make_shop("sqlite").make((), models=ORDERS_MODEL)
    creates = "from alembic import context\n    context.config.attributes['models'].create_all(op.get_bind())"
    shop.revision(Revision("aa11", upgrade=creates))
    env = shop.directory / "scripts/env.py"
    env.write_text(
        env.read_text(encoding="utf-8").replace("\nURL =", "\nconfig.attributes['models'] = target_metadata\nURL =")
    )
    shop.migrated()
    assert shop.agrees()
    shop.model("sa.Table('later', target_metadata, sa.Column('id', sa.Integer, primary_key=True))")
    assert shop.told() == [("changed-database", "table later")]


def test_what_a_revision_prints_is_no_part_of_the_answer(make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make()
    prints = "print('printed'); __import__('os').write(1, b'written'); __import__('subprocess').run(['echo', 'called'])"
    shop.revision(Revision("cc33", "ab22", upgrade=prints))
    assert shop.told() == [("pending-revisions", "revision aa11")]
    assert MODELS in (shop.directory / "scripts/env.py").read_text(encoding="utf-8")


def test_branches_of_which_the_database_has_one(shop: Shop) -> None:
    """Each labelled, so that several heads are meant; the database is compared with what it has."""
    side = (Revision("dd44", labels="side"), Revision("de55", "dd44"))
    models = f"{MODELS}\n" + "\n".join(
        f"sa.Table('t_{name}', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
        for name in ("dd44", "de55")
    )
    labelled = (Revision("aa11", labels="main", upgrade=REVISIONS[0].upgrade), REVISIONS[1])
    shop.make((*labelled, *side), models=models).migrated("main@head")
    assert shop.told() == [("pending-revisions", "revision dd44")]
    shop.migrated("side@dd44").sql("ALTER TABLE t_dd44 ADD COLUMN by_hand INTEGER")
    assert shop.told() == [("pending-revisions", "revision de55"), ("changed-database", "column t_dd44.by_hand")]


def test_a_revision_of_the_database_that_no_file_has(make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    shop.sql("UPDATE alembic_version SET version_num = 'nowhere'")
    told = shop.tk("check", 3).stderr
    assert "error[version-table-invalid]" in told
    assert "nowhere" in told


def test_an_engine_that_connects_by_a_function_of_its_own_never_leads_a_revision_to_the_live_database(
    make_shop: MakeShop,
) -> None:
    """As the connectors of clouds do: its URL says nothing, and nothing of SQLAlchemy can lead it elsewhere."""
    shop = make_shop("sqlite").make().migrated("aa11")
    path = str(sa.make_url(shop.database.url).database)
    env = shop.directory / "scripts/env.py"
    env.write_text(
        env.read_text(encoding="utf-8").replace(
            "sa.create_engine(URL,",
            f"sa.create_engine('sqlite://', creator=lambda: __import__('sqlite3').connect({path!r}),",
        ),
        encoding="utf-8",
    )
    shop.revision(Revision("cc33", "ab22", upgrade="pass"))
    before = read_contents(shop.database)
    assert shop.told() == [("pending-revisions", "revision ab22")]
    assert read_contents(shop.database) == before
