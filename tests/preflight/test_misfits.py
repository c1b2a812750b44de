"""From two catalogs to findings, on real servers."""

from __future__ import annotations

import time

import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.preflight.rows import Rows, rows_of
from toolkit.backends.sql.values import Name
from toolkit.finding import Severity
from toolkit.preflight.mending import Change
from toolkit.preflight.misfits import find_misfits

LIVE = (
    "CREATE TABLE customers (id INT NOT NULL PRIMARY KEY)",
    "CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, note VARCHAR(20), customer INT, kept INT)",
    "INSERT INTO customers VALUES (1)",
    "INSERT INTO orders VALUES (1, 'one', 1, 1), (2, 'two', 1, 2)",
)
THEN = (
    "CREATE TABLE customers (id INT NOT NULL PRIMARY KEY)",
    """CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, note VARCHAR(4) NOT NULL, customer INT, kept INT,
    CONSTRAINT one UNIQUE (note), CONSTRAINT belongs FOREIGN KEY (customer) REFERENCES customers (id))""",
)


def test_what_fits_is_silent(rows: Rows) -> None:
    rows.live(*LIVE)
    rows.then(*THEN)
    assert rows.findings() == []


def test_what_does_not_is_counted_with_its_keys(rows: Rows) -> None:
    rows.live(*LIVE, "INSERT INTO orders VALUES (3, NULL, NULL, 3), (4, 'two', 9, 4), (5, 'too long', 1, 5)")
    rows.then(*THEN)
    found = rows.facts()
    assert ("null-values", "column orders.note", "1 row has no value in it (id=3).") in found
    told = [fact for name, subject, fact in found if (name, subject) == ("duplicate-values", "column orders.note")]
    assert told == ["1 row repeats values that an earlier one has (note='two')."]
    told = [fact for name, _subject, fact in found if name == "orphaned-rows"]
    assert told == ["1 row refers to customers and to nothing there (id=4)."]
    long = [(subject, fact) for name, subject, fact in found if name == "too-long-values"]
    types = {"postgresql": "character varying(4)", "mysql": "varchar(4)", "mariadb": "varchar(4)"}
    # Types bind nothing in SQLite.
    assert long == [
        ("column orders.note", f"1 value is longer than {kind} holds (id=5).")
        for backend, kind in types.items()
        if backend == rows.backend
    ]
    assert {finding.severity for finding in rows.findings()} == {Severity.ERROR}


def test_of_rows_that_the_plan_changes_only_the_present_is_known(rows: Rows) -> None:
    rows.live(*LIVE, "INSERT INTO orders VALUES (3, NULL, 9, 3)")
    rows.then(*THEN)
    found = rows.findings([Change(table=Name(name="customers"))])
    assert {finding.name: finding.severity for finding in found} == {
        "null-values": Severity.ERROR,
        "orphaned-rows": Severity.NOTE,
    }
    found = rows.findings([Change(table=Name(name="orders"))])
    assert {finding.severity for finding in found} == {Severity.NOTE}
    assert all("as of now" in finding.fact for finding in found)


def test_nothing_is_asked_of_what_stays_or_is_new(rows: Rows) -> None:
    made = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a VARCHAR(9), b INT, CONSTRAINT k UNIQUE (a, b))"
    rows.live(made, "INSERT INTO t VALUES (1, NULL, NULL), (2, 'x', 1)")
    rows.then(
        "CREATE TABLE p (id INT NOT NULL PRIMARY KEY)",
        "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a VARCHAR(20), b INT, c INT NOT NULL DEFAULT 1, p INT, "
        "CONSTRAINT other UNIQUE (b, a), CONSTRAINT new UNIQUE (c), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id))",
    )
    sent: list[str] = []
    sa.event.listen(rows.connection, "before_cursor_execute", lambda *told: sent.append(told[2]))
    assert rows.findings() == []
    assert not [statement for statement in sent if "tk_row" in statement]


def test_a_primary_key_that_is_new(rows: Rows) -> None:
    rows.live("CREATE TABLE t (a INT, b INT)", "INSERT INTO t VALUES (1, 1), (1, 2), (1, 2)")
    rows.then("CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b))")
    told = ("duplicate-values", "columns t.(a, b)", "1 row repeats values that an earlier one has (a=1 AND b=2).")
    assert rows.facts() == [told]


def test_what_is_referred_to_is_made_by_the_plan(rows: Rows) -> None:
    rows.live("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, p INT)", "INSERT INTO t VALUES (1, 1)")
    rows.then(
        "CREATE TABLE p (id INT NOT NULL PRIMARY KEY)",
        "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, p INT, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id))",
    )
    [finding] = rows.findings()
    assert (finding.name, finding.severity) == ("uncounted-rows", Severity.NOTE)
    assert "made by the plan" in finding.fact


def test_a_table_that_is_renamed_keeps_its_foreign_keys(rows: Rows) -> None:
    child = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, p INT, CONSTRAINT f FOREIGN KEY (p) REFERENCES {} (id))"
    rows.live("CREATE TABLE p (id INT NOT NULL PRIMARY KEY)", child.format("p"))
    rows.then("CREATE TABLE q (id INT NOT NULL PRIMARY KEY)", child.format("q"))
    assert rows.findings() == []


def test_a_question_that_is_refused_is_told_and_the_next_one_is_asked(rows: Rows) -> None:
    rows.live(*LIVE, "INSERT INTO orders VALUES (3, NULL, 9, 3)")
    rows.then(*THEN)
    before, after = rows.catalog(rows.connection), rows.catalog(rows.shadow)
    rows.live("ALTER TABLE orders RENAME COLUMN note TO comment")
    for _ in range(2):
        found = list(find_misfits(rows.connection, rows.backend, before, after, (), 9, "the database"))
        names = [finding.name for finding in found]
        # SQLite takes a quoted name that is no column for a text, unless a table stands before it.
        assert names == ["uncounted-rows"] * (2 if rows.backend == "sqlite" else 3) + ["orphaned-rows"]
        assert "note" in found[0].fact
        # Within a transaction of the caller, too, which goes on.
        rows.connection.exec_driver_sql("SELECT 1")
    assert rows.connection.in_transaction()
    assert rows.connection.exec_driver_sql("SELECT COUNT(*) FROM orders").scalar() == 3


def test_a_question_that_takes_too_long_is_told(postgresql_rows: Rows) -> None:
    slow = (
        "CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql "
        "AS 'BEGIN PERFORM pg_sleep(9); RETURN $1; END'"
    )
    postgresql_rows.live(slow, "CREATE TABLE t (id int, p int)", "INSERT INTO t VALUES (1, NULL)")
    postgresql_rows.then(
        slow, "CREATE TABLE t (id int NOT NULL, p int NOT NULL)", "CREATE UNIQUE INDEX ON t (slow(id))"
    )
    began = time.monotonic()
    found = postgresql_rows.findings(seconds=0.2)
    assert time.monotonic() - began < 5
    assert [finding.name for finding in found] == ["null-values", "uncounted-rows"]
    assert "statement timeout" in found[1].fact


def test_no_lock_is_left(rows: Rows) -> None:
    rows.live(*LIVE, "INSERT INTO orders VALUES (3, NULL, 9, 3)")
    rows.then(*THEN)
    rows.connection.exec_driver_sql("SELECT 1")
    assert rows.findings()
    with rows.connection.engine.connect() as other:
        if rows.backend == "postgresql":
            other.exec_driver_sql("SET lock_timeout = '2s'")
        elif rows.backend != "sqlite":
            other.exec_driver_sql("SET SESSION lock_wait_timeout = 2")
        other.exec_driver_sql("ALTER TABLE orders ADD COLUMN later INT")
        other.commit()


def test_an_unknown_backend_has_no_misfits(make_database: MakeDatabase) -> None:
    with rows_of("sqlite", make_database) as rows:
        empty = rows.catalog(rows.connection)
        assert list(find_misfits(rows.connection, "oracle", empty, empty, (), 1, "the database")) == []


def test_a_connection_that_commits_by_itself(rows: Rows) -> None:
    rows.live(*LIVE, "INSERT INTO orders VALUES (3, NULL, 9, 3)")
    rows.then(*THEN)
    before, after = rows.catalog(rows.connection), rows.catalog(rows.shadow)
    with rows.connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(2):
            found = list(find_misfits(connection, rows.backend, before, after, (), 9, "the database"))
            assert [finding.name for finding in found] == ["null-values", "orphaned-rows"]
            connection.exec_driver_sql("SELECT 1")


def test_names_of_any_kind(rows: Rows) -> None:
    name = "a \"b` %s%% :x.'--é"
    quote = '"' if rows.backend in ("sqlite", "postgresql") else "`"
    told = quote + name.replace(quote, quote * 2) + quote
    rows.live(
        f"CREATE TABLE {told} (id INT NOT NULL PRIMARY KEY, {told} INT)", f"INSERT INTO {told} VALUES (1, 1), (2, 1)"
    )
    rows.live(f"INSERT INTO {told} VALUES (3, NULL)")
    rows.then(f"CREATE TABLE {told} (id INT NOT NULL PRIMARY KEY, {told} INT NOT NULL, UNIQUE ({told}))")
    found = rows.findings()
    assert [finding.name for finding in found] == ["null-values", "duplicate-values"]
    assert {finding.subject for finding in found} == {f"column {name}.{name}"}
    pasted = found[0].remedy.replace("...", "5")
    rows.live(pasted)
    assert [finding.name for finding in rows.findings()] == ["duplicate-values"]


def test_an_enum_that_loses_a_label_keeps_its_name(postgresql_rows: Rows) -> None:
    table = "CREATE TABLE t (id int PRIMARY KEY, c mood)"
    postgresql_rows.live("CREATE TYPE mood AS ENUM ('sad', 'ok')", table, "INSERT INTO t VALUES (1, 'ok'), (2, 'sad')")
    postgresql_rows.then("CREATE TYPE mood AS ENUM ('ok')", table)
    told = ("unknown-enum-values", "column t.c", "1 value is not in enum('ok') (id=2).")
    assert postgresql_rows.facts() == [told]


def test_a_collation_that_tells_less_apart(innodb_rows: Rows) -> None:
    table = "CREATE TABLE t (id INT PRIMARY KEY, c VARCHAR(9) COLLATE {}, UNIQUE (c))"
    innodb_rows.live(table.format("utf8mb4_bin"), "INSERT INTO t VALUES (1, 'a'), (2, 'A')")
    innodb_rows.then(table.format("utf8mb4_general_ci"))
    assert [finding.name for finding in innodb_rows.findings()] == ["duplicate-values"]


MERGED = {
    "postgresql": {
        "a": ("VARCHAR(9)", "CHAR(9)"),
        "b": ("TIMESTAMP", "TIMESTAMP(0)"),
        "c": ("NUMERIC(9,4)", "NUMERIC(9,2)"),
        "d": ("VARCHAR(9)", "INT"),
        "e": ("TEXT", "TEXT"),
    },
    "sqlite": {"d": ("VARCHAR(9)", "INT")},
}
INNODB_MERGED = {
    "a": ("VARCHAR(9) CHARACTER SET utf8mb4 COLLATE {nopad}", "CHAR(9) CHARACTER SET utf8mb4 COLLATE {nopad}"),
    "b": ("DATETIME(6)", "DATETIME"),
    "c": ("DECIMAL(9,4)", "DECIMAL(9,2)"),
    "d": ("VARCHAR(9)", "INT"),
    "e": ("VARBINARY(9)", "BINARY(9)"),
    "f": ("DATETIME", "DATE"),
}
VALUES = {
    "a": ("'a'", "'a '"),
    "b": ("'2001-01-01 00:00:00'", "'2001-01-01 00:00:00.2'"),
    "c": ("1.23", "1.2301"),
    "d": ("'1'", "'01'"),
    "e": ("'m'", "'M'"),
    "f": ("'2001-01-01 00:00:00'", "'2001-01-01 00:00:01'"),
}


def test_a_key_that_stays_is_asked_where_values_become_the_same(rows: Rows) -> None:
    is_innodb = rows.backend in ("mysql", "mariadb")
    merged, values = MERGED.get(rows.backend, INNODB_MERGED), dict(VALUES)
    if is_innodb:
        values["e"] = ("0x61", "0x6100")
    nopad = {"mysql": "utf8mb4_0900_ai_ci", "mariadb": "utf8mb4_general_nopad_ci"}.get(rows.backend, "")
    for table, which in ((rows.live, 0), (rows.then, 1)):
        keys = ", ".join(f"{name} {types[which]}, UNIQUE ({name})" for name, types in merged.items())
        table(f"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, {keys.format(nopad=nopad)})")
    for which in (0, 1):
        rows.live(f"INSERT INTO t VALUES ({which}, {', '.join(values[name][which] for name in merged)})")
    if rows.backend == "postgresql":
        rows.conversions[Name(schema=None, name="t"), "d"] = "d::int"
        rows.conversions[Name(schema=None, name="t"), "e"] = "lower(e)"
    found = rows.findings()
    twice = {one.subject: one for one in found if one.name == "duplicate-values"}
    assert set(twice) == {f"column t.{name}" for name in merged}
    for finding in twice.values():
        assert finding.fact.startswith("1 row repeats")
        select = finding.remedy.partition(", and change")[0]
        asked = rows.connection.exec_driver_sql(select, execution_options={"no_parameters": True})
        assert [row[-1] for row in asked] == [2]
    rows.live("DELETE FROM t WHERE id = 1")
    assert "duplicate-values" not in [finding.name for finding in rows.findings()]


def test_what_a_remedy_selects_are_the_rows_that_it_is_about(rows: Rows) -> None:
    """In the collation that the values will have."""
    is_innodb = rows.backend in ("mysql", "mariadb")
    now, then = {"sqlite": ("", " COLLATE NOCASE"), "postgresql": ("", ' COLLATE "und-folding"')}.get(
        rows.backend, (" COLLATE utf8mb4_bin", " COLLATE utf8mb4_general_ci")
    )
    if rows.backend == "postgresql":
        folding = "(provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
        rows.live(f'CREATE COLLATION "und-folding" {folding}')
        rows.then(f'CREATE COLLATION "und-folding" {folding}')
    table = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a VARCHAR(9){}, CONSTRAINT u UNIQUE (a))"
    table += " DEFAULT CHARACTER SET utf8mb4" if is_innodb else ""
    rows.live(table.format(now), "INSERT INTO t VALUES (1, 'x'), (2, 'X')")
    rows.then(table.format(then))
    [finding] = [one for one in rows.findings() if one.name == "duplicate-values"]
    select = finding.remedy.partition(", and change")[0]
    asked = rows.connection.exec_driver_sql(select, execution_options={"no_parameters": True})
    assert [row[-1] for row in asked] == [2]


def test_what_using_makes_of_values_is_what_counts(postgresql_rows: Rows) -> None:
    rows = postgresql_rows
    rows.live(
        "CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, b text, c int)",
        "INSERT INTO t VALUES (1, '5', '7', 1), (2, '', NULL, 0)",
    )
    rows.then("CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, c int)")
    rows.conversions = {
        (Name(name="t"), "a"): "nullif(a, '')::int",
        (Name(name="t"), "b"): "coalesce(b, '0')::int",
        (Name(name="t"), "c"): "10 / c",
    }
    found = {finding.subject: finding for finding in rows.findings()}
    assert set(found) == {"column t.a", "column t.c"}
    assert {finding.name for finding in found.values()} == {"unconvertible-values"}
    assert "not-null" in found["column t.a"].fact
    assert "division by zero" in found["column t.c"].fact
