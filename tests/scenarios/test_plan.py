"""What pending revisions would do, told before they run, and without a trace."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import least_user
from tests.conftest import MakeDatabase
from tests.dropin.contents import read_contents
from tests.projects.maker import Revision
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import REVISIONS, Shop
from tests.scenarios.test_check_environments import ASYNCHRONOUS, SEVERAL, write_env
from tests.scenarios.test_check_shadows import shadows_on

ROWS = (
    "INSERT INTO orders (id, note) VALUES (1, 'a'), (2, 'b'), (3, 'c')",
    "INSERT INTO items (id, order_id, price) VALUES (1, 1, 5), (2, 1, 6)",
)
ADD = Revision(
    "cc33",
    "ab22",
    upgrade="op.add_column('orders', sa.Column('x', sa.Integer))",
    downgrade="op.drop_column('orders', 'x')",
)


def planned(shop: Shop, words: str = "", code: int = 0, **variables: str) -> dict[str, Any]:
    """The answer; afterwards the database is as it was, and no shadow of this run is there."""
    (shop.directory / "temporary").mkdir(exist_ok=True)
    shop.variables["TMPDIR"] = str(shop.directory / "temporary")
    contents, shadows = read_contents(shop.database), shadows_on(shop.database)
    run = shop.tk(f"plan --sample 0 --format json {words}", code, **variables)
    assert read_contents(shop.database) == contents
    if shop.database.backend == "sqlite":
        assert [path.name for path in (shop.directory / "temporary").iterdir()] == []
    else:
        # Other tests make and remove theirs on the same server, from other processes.
        assert not [name for name in shadows_on(shop.database) - shadows if f"_{os.getpid()}_" in name]
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def only(answer: dict[str, Any]) -> dict[str, Any]:
    """The plan of the only database."""
    [database] = answer["databases"]
    assert isinstance(database, dict)
    return database


def revisions(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["revision"], one["direction"]) for one in only(answer)["revisions"]]


def statements(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [statement for revision in only(answer)["revisions"] for statement in revision["statements"]]


def stocked(shop: Shop, *more: Revision, **given: Any) -> Shop:
    """Migrated, with rows, and revisions that are pending."""
    shop.make(**given).migrated().sql(*ROWS)
    for revision in more:
        shop.revision(revision)
    return shop


EVERYTHING = """bind = op.get_bind()
    print('hello')
    inspector = sa.inspect(bind)
    if inspector.has_table('orders') and not inspector.has_table('tags'):
        op.create_table('tags', sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(20)))
    tags = sa.table('tags', sa.column('id', sa.Integer), sa.column('name', sa.String))
    op.bulk_insert(tags, [{'id': 1, 'name': 'new'}, {'id': 2, 'name': '50%'}])
    for order in bind.execute(sa.text('SELECT id, note FROM orders')):
        bind.execute(sa.text('UPDATE orders SET note = :note WHERE id = :id'), {'note': order.note * 2, 'id': order.id})
    bind.execute(sa.text('UPDATE orders SET note = :n WHERE id = :i AND note IS NOT NULL'), [{'n': 'a', 'i': 1}, {'n': 'b', 'i': 2}])
    with op.batch_alter_table('items') as batch:
        batch.add_column(sa.Column('x', sa.Integer))
        batch.drop_column('price') if bind.dialect.name == 'postgresql' else None
    with bind.begin_nested():
        op.execute("DELETE FROM items WHERE id = 1")
    own = sa.create_engine(URL, poolclass=sa.NullPool)
    if bind.dialect.name != 'sqlite':
        with own.begin() as connection:
            connection.execute(sa.text('CREATE TABLE by_the_application (id INTEGER PRIMARY KEY)'))
    op.drop_table('items')"""


def test_whatever_a_revision_does_is_told_and_not_done(shop: Shop) -> None:
    everything = Revision("cc33", "ab22", upgrade=EVERYTHING.replace("URL", repr(shop.database.url)), downgrade="pass")
    answer = planned(stocked(shop, everything))
    assert revisions(answer) == [("cc33", "upgrade")]
    assert only(answer)["unseen"] == []
    found = statements(answer)
    loop = next(one for one in found if one["sql"].startswith("UPDATE orders"))
    assert loop["times"] == 3
    assert [(table["name"], table["rows"]) for table in loop["tables"]] == [("orders", 3)]
    assert found[-1]["trash"] == ["table items"]
    assert [one["refused"] for one in found] == [None] * len(found)
    told = {(finding["severity"], finding["name"]) for finding in answer["findings"]}
    assert ("warning", "breaking-change") in told


@pytest.mark.parametrize("backend", ["sqlite", "mariadb"])
def test_the_plan_is_what_happens(backend: str, make_shop: MakeShop) -> None:
    shop = stocked(make_shop(backend), ADD)
    assert revisions(planned(shop)) == [("cc33", "upgrade")]
    shop.migrated()
    assert only(planned(shop))["revisions"] == []
    assert revisions(planned(shop, "--downgrade aa11")) == [("cc33", "downgrade"), ("ab22", "downgrade")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cc33", ["cc33"]),
        ("+1", ["cc33"]),
        ("heads", ["cc33", "dd44"]),
        ("ab22", []),
        (":ab22", ["aa11", "ab22"]),
        ("ab22:cc33", ["cc33"]),
        ("cc33:", ["dd44"]),
        ("dd44:dd44", []),
        ("scripts/versions/dd44_create.py", ["dd44"]),
        ("scripts/versions/aa11_create.py", ["aa11"]),
        ("--downgrade -1", ["ab22"]),
        ("--downgrade base", ["ab22", "aa11"]),
    ],
)
def test_targets(words: str, found: list[str], make_shop: MakeShop) -> None:
    shop = stocked(make_shop("sqlite"), ADD, Revision("dd44", "cc33"))
    answer = planned(shop, words)
    assert [revision for revision, _ in revisions(answer)] == found
    assert only(answer)["unseen"] == []


@pytest.mark.parametrize("words", ["nowhere", "nowhere:cc33", "scripts/versions/nowhere.py", "scripts/env.py"])
def test_what_is_no_target(words: str, make_shop: MakeShop) -> None:
    shop = stocked(make_shop("sqlite"), ADD)
    assert "error[target-invalid]" in shop.tk(f"plan {words}", 2).stderr


def test_a_database_at_no_revision_and_a_history_without_any(make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make()
    shop.sql("CREATE TABLE by_hand (id INTEGER)")
    assert revisions(planned(shop)) == [("aa11", "upgrade"), ("ab22", "upgrade")]
    for path in (shop.directory / "scripts/versions").glob("*.py"):
        path.unlink()
    assert only(planned(shop))["revisions"] == []


@pytest.mark.parametrize("backend", ["mysql", "postgresql"])
def test_a_database_that_somebody_changed_is_planned_for_as_it_is(backend: str, make_shop: MakeShop) -> None:
    shop = stocked(make_shop(backend), ADD)
    shop.sql("ALTER TABLE orders ADD COLUMN x INTEGER")
    answer = planned(shop, code=1)
    [refused] = [finding for finding in answer["findings"] if finding["severity"] == "error"]
    assert refused["name"] == "refused-statement"
    assert refused["location"]["file"].endswith("cc33_create.py")
    assert statements(answer)[0]["refused"]


@pytest.mark.parametrize(
    ("upgrade", "why"),
    [
        ("print('hello'); raise ValueError('the service is away')", "ValueError: the service is away"),
        ("__import__('sys').exit(3)", "SystemExit: 3"),
        ("raise ValueError('mysql://u:S3cr3t@h/x')", "ValueError: mysql://u:***@h/x"),
        ("sa.create_engine('sqlite:///other.db').connect().execute(sa.text('SELECT 1'))", "another database"),
    ],
)
def test_a_revision_that_fails_is_a_note(upgrade: str, why: str, make_shop: MakeShop) -> None:
    shop = stocked(make_shop("sqlite"), Revision("cc33", "ab22", upgrade=upgrade))
    answer = planned(shop)
    [sentence] = only(answer)["unseen"]
    assert why in sentence
    # Nothing of what is pending is known; it may be right all the same.
    assert {finding["severity"] for finding in answer["findings"]} <= {"note", "warning"}


def test_while_a_run_is_open_nothing_is_tried(make_shop: MakeShop) -> None:
    shop = stocked(make_shop("mariadb"), Revision("cc33", "ab22", upgrade=f"{ADD.upgrade}\n    1 / 0"))
    shop.tk("migrate --preflight off", 3)
    answer = planned(shop)
    assert "A run is open" in only(answer)["unseen"][0]
    assert [revision["statements"] for revision in only(answer)["revisions"]] == [[]]


@pytest.mark.parametrize(
    ("backend", "driver"),
    [("sqlite", "aiosqlite"), ("mysql", "aiomysql"), ("postgresql", "asyncpg"), ("postgresql", "psycopg")],
)
def test_asynchronous(backend: str, driver: str, make_shop: MakeShop) -> None:
    shop = make_shop(backend)
    url = sa.make_url(shop.database.url).set(drivername=f"{backend}+{driver}")
    shop.make(url=url.render_as_string(hide_password=False))
    write_env(shop, ASYNCHRONOUS)
    shop.migrated().sql(*ROWS)
    asks = "[op.get_bind().execute(sa.text('UPDATE orders SET note = :n'), {'n': str(row.id)})"
    asks += " for row in op.get_bind().execute(sa.text('SELECT id FROM orders'))]"
    shop.revision(Revision("cc33", "ab22", upgrade=f"{asks}\n    {ADD.upgrade}", downgrade=ADD.downgrade))
    answer = planned(shop)
    assert [(one["kind"], one["times"]) for one in statements(answer)] == [("change", 3), ("definition", 1)]
    assert only(answer)["revisions"][0]["is_reversible"] is True


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_several_databases(backend: str, make_shop: MakeShop, make_database: MakeDatabase) -> None:
    shop = make_shop(backend)
    other = make_database(backend)
    shop.make((REVISIONS[0],))
    databases = {"one": shop.database.url, "two": other.url}
    write_env(shop, SEVERAL.format(databases=databases, options=""))
    for path in (shop.directory / "scripts/versions").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("def upgrade():", "def upgrade(engine_name):")
        path.write_text(text.replace("def downgrade():", "def downgrade(engine_name):"), encoding="utf-8")
    before = read_contents(other)
    answer = json.loads(shop.tk("plan --sample 0 --format json").stdout)
    assert [[one["revision"] for one in database["revisions"]] for database in answer["databases"]] == [["aa11"]] * 2
    assert len({database["place"]["url"] for database in answer["databases"]}) == 2
    assert (read_contents(other), read_contents(shop.database)) == (before, {})


def test_schemas(make_shop: MakeShop) -> None:
    shop = make_shop("postgresql").make(options="version_table_schema='own', include_schemas=True")
    shop.sql("CREATE SCHEMA own", "CREATE SCHEMA ledger")
    shop.migrated().sql('CREATE TABLE ledger."a :b" (id INTEGER)', 'INSERT INTO ledger."a :b" VALUES (1)')
    upgrade = "op.add_column('a :b', sa.Column('x:%y', sa.Integer), schema='ledger')"
    shop.revision(Revision("cc33", "ab22", upgrade=upgrade, downgrade="pass"))
    [statement] = statements(planned(shop))
    found = [(table["schema"], table["name"], table["rows"]) for table in statement["tables"]]
    assert found == [("ledger", "a :b", 1)]


@pytest.mark.parametrize("backend", ["mariadb", "postgresql"])
def test_a_user_who_may_make_no_databases(backend: str, make_shop: MakeShop) -> None:
    shop = stocked(make_shop(backend), ADD)
    with least_user(shop.database) as least:
        if backend == "postgresql":
            shop.sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {sa.make_url(least.url).username}")
        answer = planned(shop, TK_URL=least.url)
        [sentence] = only(answer)["unseen"]
        assert "shadow_url" in sentence
        assert "error" not in {finding["severity"] for finding in answer["findings"]}
        # On PostgreSQL who does not own a table may not alter it.
        code = 1 if backend == "postgresql" else 0
        elsewhere = planned(shop, code=code, TK_URL=least.url, TK_SHADOW_URL=shop.database.url)
        assert revisions(elsewhere) == [("cc33", "upgrade")]


def test_a_shadow_url_that_nobody_answers(make_shop: MakeShop) -> None:
    shop = stocked(make_shop("mariadb"), ADD)
    url = sa.make_url(shop.database.url).set(port=9, password=uuid.uuid4().hex)
    text = url.render_as_string(hide_password=False)
    run = shop.forker.run(
        "tk", ["plan", "--sample", "0"], shop.directory, {"TK_SHADOW_URL": text, "TK_CONNECT_TIMEOUT": "2"}
    )
    assert run.code in (0, 2, 3)
    assert "Traceback" not in run.stderr
    assert "unexpected-fault" not in run.stderr
    assert str(url.password) not in run.stdout + run.stderr


def test_it_reads_well(make_shop: MakeShop, tmp_path: Path) -> None:
    shop = stocked(make_shop("mariadb"), ADD)
    run = shop.tk("plan --sample 0")
    assert "cc33" in run.stdout
    assert "ALTER TABLE orders" in run.stdout
    assert run.stdout.count("\x1b") == 0
    assert tmp_path.exists()
