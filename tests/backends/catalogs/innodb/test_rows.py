from __future__ import annotations

import sqlalchemy as sa

from tests.backends.catalogs.innodb.facets import TABLE, connected, run
from tests.servers.database import Database
from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.rows import View, _column, by_table, information_schema, pairs

TABLES = View(name="TABLES", scope="TABLE_SCHEMA", columns=("TABLE_NAME", "ENGINE", "NOT_YET"))
ABSENT = View(name="NOT_YET", scope="TABLE_SCHEMA", columns=("TABLE_NAME",))


def test_what_a_version_lacks_is_none_or_empty(server: Database) -> None:
    own = sa.make_url(server.url).database
    with connected(server.url) as connection:
        run(connection, [TABLE])
        source = information_schema(connection, Names(own=own), (TABLES, ABSENT))
        (row,) = source.rows(TABLES)
        assert row == {"TABLE_SCHEMA": own, "TABLE_NAME": "t", "ENGINE": "InnoDB", "NOT_YET": None}
        assert source.rows(TABLES, sa.column("TABLE_NAME") == "u") == []
        assert source.rows(ABSENT) == []


def test_databases_that_differ_by_case_only_are_kept_apart(server: Database) -> None:
    own = str(sa.make_url(server.url).database)
    with connected(server.url) as connection:
        run(connection, [TABLE])
        assert information_schema(connection, Names(own=own.upper()), (TABLES,)).rows(TABLES) == []


def test_rows_of_each_table() -> None:
    rows = [{"TABLE_SCHEMA": "a", "TABLE_NAME": name, "n": n} for n, name in enumerate("tut")]
    assert {place: [row["n"] for row in mine] for place, mine in by_table(rows).items()} == {
        ("a", "t"): [0, 2],
        ("a", "u"): [1],
    }


def test_options_that_are_not_set_are_left_out() -> None:
    assert pairs({"b": 1, "a": "x", "c": None, "d": ""}) == (("a", "x"), ("b", "1"))


def test_texts_that_a_driver_gives_as_bytes() -> None:
    class Bytes(bytes):
        """As some driver might have it."""

    assert list(_column([], {})) == []
    for value in ("é", "é".encode(), bytearray("é".encode()), Bytes("é".encode())):
        assert list(_column(["x", value, None], {})) == ["x", "é", None]
        assert list(_column([1, value], {})) == [1, "é"]


def test_equal_texts_are_one_object_and_numbers_stay_what_they_are() -> None:
    known: dict[str | None, str | None] = {}
    one, other, third = (bytes(letters).decode() for letters in (b"ab", b"ab", b"ab"))
    assert one is not other
    first, second, _ = _column([one, other, None], known)
    [again] = _column([third], known)
    assert first is second is again
    assert list(map(type, _column([1, 1.0, True], known))) == [int, float, bool]
