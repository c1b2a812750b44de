from __future__ import annotations

import pytest

from toolkit.backends.sql.novelty import novelty_of
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Statement
from toolkit.execution.fresh import Fresh

NEW = "CREATE TABLE t (id INT)"
INDEX = "CREATE INDEX i ON t (id)"


def statement_of(sql: str) -> Statement:
    (statement,) = read(sql, "mariadb")
    return statement


def after(*texts: str) -> Fresh:
    fresh = Fresh()
    for text in texts:
        fresh.note(statement_of(text))
    return fresh


def holds(fresh: Fresh, text: str) -> bool:
    statement = statement_of(text)
    return fresh.holds(statement, novelty_of(statement))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (INDEX, True),
        ("CREATE UNIQUE INDEX i ON t (id)", True),
        ("ALTER TABLE t ADD COLUMN n INT, ADD INDEX i (n)", True),
        ("CREATE INDEX i ON u (id)", False),
        ("CREATE INDEX IF NOT EXISTS i ON t (id)", False),
        ("CREATE OR REPLACE INDEX i ON t (id)", False),
        # It has a name that the server chooses, or may have one that is there.
        ("ALTER TABLE t ADD INDEX (id)", False),
        ("ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0)", False),
        ("ALTER TABLE t ADD COLUMN n INT, DROP COLUMN id", False),
        ("ALTER TABLE t RENAME COLUMN id TO n", False),
        ("CREATE TABLE u (id INT)", False),
        ("DROP TABLE t", False),
        ("INSERT INTO t VALUES (1)", False),
    ],
)
def test_what_is_made_on_a_new_table_need_not_be_written_down(text: str, told: bool) -> None:
    assert holds(after(NEW), text) is told


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        ((), False),
        (("CREATE TABLE IF NOT EXISTS t (id INT)",), False),
        (("CREATE OR REPLACE TABLE t (id INT)",), False),
        (("RENAME TABLE u TO t",), False),
        ((NEW, "INSERT INTO u VALUES (1)"), True),
        ((NEW, "CREATE TABLE u (id INT)"), True),
        ((NEW, "ALTER TABLE t ADD COLUMN n INT"), True),
        # Another table may be called so now.
        ((NEW, "RENAME TABLE t TO u, v TO t"), False),
        ((NEW, "ALTER TABLE t RENAME TO u"), False),
        ((NEW, "DROP TABLE t"), False),
        ((NEW, "CREATE INDEX i ON u (id)"), False),
    ],
)
def test_a_table_is_new_until_it_may_be_another_one(earlier: tuple[str, ...], told: bool) -> None:
    assert holds(after(*earlier), INDEX) is told


def test_another_revision_begins_with_none() -> None:
    fresh = after(NEW)
    fresh.clear()
    assert not holds(fresh, INDEX)
