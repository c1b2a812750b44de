"""Projects that differ by their revisions, and by where their history begins."""

from __future__ import annotations

from tests.dropin.asynchronous import ASYNC, ASYNC_DRIVERS
from tests.dropin.environments import APPLICATION, HEAD, MIGRATE, OWN_SETTINGS, POSTGRESQL
from tests.dropin.kind import A_FILE_AND_A_SERVER, INI, TWO, Kind, revision

ENV = {"scripts/env.py": HEAD + MIGRATE.format(options="")}


def _one(upgrade: str, downgrade: str = "pass") -> dict[str, str]:
    """TWO, and a third revision that does this."""
    return ENV | TWO | {"scripts/versions/three.py": revision("three", "two", upgrade, downgrade)}


USERS = "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40))"
OLD_ROWS = "INSERT INTO users VALUES (7, 'old')"

BRANCHES = ENV | {
    "alembic.ini": INI.replace(
        "path_separator", "version_locations = %(here)s/shop %(here)s/depot\npath_separator"
    ).replace("= os", "= space"),
    "shop/one.py": revision(
        "one",
        None,
        'op.create_table("shops", sa.Column("id", sa.Integer, primary_key=True))',
        'op.drop_table("shops")',
        labels="shop",
    ),
    "shop/two.py": revision(
        "two",
        "one",
        'op.create_index("i", "shops", ["id"])',
        'op.drop_index("i", table_name="shops")',
        depends_on="depot_one",
    ),
    "depot/one.py": revision(
        "depot_one",
        None,
        'op.create_table("depots", sa.Column("id", sa.Integer, primary_key=True))',
        'op.drop_table("depots")',
        labels="depot",
    ),
    "depot/two.py": revision(
        "depot_two", "depot_one", 'op.create_index("j", "depots", ["id"])', 'op.drop_index("j", table_name="depots")'
    ),
}

TEXTS = r"""
op.execute("INSERT INTO users (id, name) VALUES (11, '100% sure'), (12, 'a %s b %d')")
op.execute("INSERT INTO users (id, name) VALUES (13, 'at 10\\:30 \\:x')")
op.execute(sa.text("INSERT INTO users (id, name) VALUES (:id, '5 % of \\:y')").bindparams(id=14))
op.get_bind().exec_driver_sql("INSERT INTO users (id, name) VALUES (15, '10:30 :z')")
op.execute(sa.text("UPDATE users SET name = name || :tail WHERE name LIKE '%sure'").bindparams(tail="%")
    if op.get_bind().dialect.name != "mysql" else "UPDATE users SET name = concat(name, '%') WHERE name LIKE '%sure'")
"""

PROCEDURE = '''
op.execute("""CREATE PROCEDURE grow(IN wanted INT)
BEGIN
    DECLARE found INT DEFAULT 0;
    SELECT count(*) INTO found FROM users WHERE id >= wanted;
    IF found = 0 THEN
        INSERT INTO users (id, name) VALUES (wanted, 'grown; 50%');
    END IF;
END""")
op.execute("CREATE TRIGGER trim_name BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.name = trim(NEW.name); END")
op.execute("CALL grow(40)")
op.execute("INSERT INTO users (id, name) VALUES (41, '  x  ')")
'''

FUNCTION = '''
op.execute("""CREATE FUNCTION grow(wanted int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO users (id, name) VALUES (wanted, 'grown; 50%');
    RETURN wanted;
END $$""")
op.execute("SELECT grow(40)")
op.execute("DO $$ BEGIN PERFORM grow(41); PERFORM grow(42); END $$")
op.execute("CREATE VIEW few AS SELECT * FROM users; CREATE MATERIALIZED VIEW many AS SELECT * FROM users")
'''

CONCURRENTLY = """
with op.get_context().autocommit_block():
    op.create_index("users_name", "users", ["name"], postgresql_concurrently=True)
op.execute("CREATE TYPE mood AS ENUM ('glad')")
op.add_column("users", sa.Column("mood", sa.Enum("glad", name="mood", create_type=False)))
with op.get_context().autocommit_block():
    op.execute("ALTER TYPE mood ADD VALUE 'sad'")
op.execute("UPDATE users SET mood = 'sad'")
"""

SESSIONS = """
from sqlalchemy.orm import Session, declarative_base

class User(declarative_base()):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(40))

session = Session(bind=op.get_bind())
session.add_all([User(id=number, name=f"n{number}") for number in range(20, 30)])
session.flush()
session.query(User).filter(User.id > 27).delete()
for user in session.query(User).yield_per(3):
    user.name = (user.name or "") + "!"
session.commit()
"""

RETURNING = """
notes = sa.Table("notes", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.String(20)))
notes.create(op.get_bind())
rows = [{"text": f"t{number}"} for number in range(2500)]
ids = op.get_bind().execute(notes.insert().returning(notes.c.id, sort_by_parameter_order=True), rows).scalars().all()
assert len(ids) == 2500
op.get_bind().execute(notes.update().where(notes.c.id == sa.bindparam("old")).values(text="new"), [{"old": 1}, {"old": 2}])
with op.get_bind().begin_nested():
    op.get_bind().execute(notes.delete().where(notes.c.id > 2400))
"""

OWN_ENGINE = """
url = context.config.get_main_option("sqlalchemy.url")
own = sa.create_engine(url, poolclass=sa.NullPool)
with own.connect() as connection:
    assert connection.execute(sa.text("SELECT 1")).scalar() == 1
with op.get_bind().engine.connect() as connection:
    names = connection.execute(sa.text("SELECT 2")).scalars().all()
op.execute(f"INSERT INTO users (id, name) VALUES (30, '{names[0]}')")
"""

OWN_ENGINE_WRITES = """
with sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.NullPool).begin() as connection:
    connection.execute(sa.text("CREATE TABLE apart (id INTEGER PRIMARY KEY)"))
with op.get_bind().engine.begin() as connection:
    connection.execute(sa.text("INSERT INTO apart VALUES (1)"))
op.execute("INSERT INTO apart VALUES (2)")
"""

RAW = """
cursor = op.get_bind().connection.cursor()
cursor.execute("INSERT INTO users (id, name) VALUES (50, 'raw')")
cursor.close()
op.get_bind().connection.driver_connection.cursor().execute("INSERT INTO users (id, name) VALUES (51, 'raw')")
"""

COPY = """
with op.get_bind().connection.cursor() as cursor, cursor.copy("COPY users (id, name) FROM STDIN") as copy:
    for number in range(60, 70):
        copy.write_row((number, "copied"))
"""

KINDS = (
    Kind(
        "begins at a schema",
        ENV
        | TWO
        | {
            "scripts/versions/one.py": revision(
                "one",
                None,
                'with op.batch_alter_table("users") as batch:\n    batch.add_column(sa.Column("age", sa.Integer))',
                'with op.batch_alter_table("users") as batch:\n    batch.drop_column("age")',
            )
        },
        before=(USERS, OLD_ROWS),
    ),
    Kind("stamped", ENV | TWO, A_FILE_AND_A_SERVER, before=(USERS, OLD_ROWS), commands=("stamp one", "upgrade heads")),
    Kind(
        "several heads",
        BRANCHES,
        A_FILE_AND_A_SERVER,
        commands=("upgrade shop@head", "upgrade heads", "downgrade depot@-1", "upgrade heads"),
    ),
    Kind("texts with marks", _one(TEXTS, 'op.execute("DELETE FROM users WHERE id > 9")')),
    Kind(
        "procedures",
        _one(
            PROCEDURE,
            'op.execute("DROP PROCEDURE grow")\nop.execute("DROP TRIGGER trim_name")\nop.execute("DELETE FROM users WHERE id > 9")',
        ),
        ("mariadb", "mysql"),
    ),
    Kind(
        "functions",
        _one(
            FUNCTION,
            'op.execute("DROP VIEW few; DROP MATERIALIZED VIEW many; DROP FUNCTION grow(int)")\nop.execute("DELETE FROM users WHERE id > 9")',
        ),
        POSTGRESQL,
    ),
    Kind(
        "autocommit block",
        _one(
            CONCURRENTLY, 'op.drop_index("users_name")\nop.drop_column("users", "mood")\nop.execute("DROP TYPE mood")'
        ),
        POSTGRESQL,
    ),
    Kind(
        "autocommit block everywhere",
        _one('with op.get_context().autocommit_block():\n    op.execute("DELETE FROM users WHERE id = 1")'),
    ),
    Kind("sessions", _one(SESSIONS, 'op.execute("DELETE FROM users WHERE id > 9")')),
    Kind("rows that return", _one(RETURNING, 'op.drop_table("notes")'), ("sqlite", "mariadb", "postgresql")),
    Kind("an engine of its own", _one(OWN_ENGINE, 'op.execute("DELETE FROM users WHERE id > 9")')),
    Kind(
        "an engine of its own writes",
        _one(OWN_ENGINE_WRITES, 'op.drop_table("apart")'),
        ("mariadb", "mysql", "postgresql"),
    ),
    Kind("raw cursors", _one(RAW, 'op.execute("DELETE FROM users WHERE id > 9")')),
    Kind("copy", _one(COPY, 'op.execute("DELETE FROM users WHERE id > 9")'), POSTGRESQL),
    Kind(
        "the application's session",
        {"scripts/env.py": OWN_SETTINGS}
        | TWO
        | APPLICATION
        | {
            "scripts/versions/three.py": revision(
                "three",
                "two",
                'from shop.database import Session\nwith Session() as session:\n    assert session.execute(sa.text("SELECT 1")).scalar() == 1',
            )
        },
        A_FILE_AND_A_SERVER,
    ),
    *(
        Kind(
            f"coroutine, {driver}",
            {"scripts/env.py": HEAD + ASYNC + "asyncio.run(run())\n"}
            | TWO
            | {
                "scripts/versions/three.py": revision(
                    "three",
                    "two",
                    """
async def insert(connection):
    await connection.execute(sa.text("INSERT INTO users (id, name) VALUES (70, 'later')"))
op.run_async(insert)""",
                    'op.execute("DELETE FROM users WHERE id > 9")',
                )
            },
            backends,
            driver,
        )
        for driver, backends in ASYNC_DRIVERS.items()
    ),
)
