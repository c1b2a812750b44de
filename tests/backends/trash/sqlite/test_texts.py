from __future__ import annotations

import pytest

from toolkit.backends.trash.sqlite.texts import (
    constraints_of,
    definitions_of,
    is_about,
    is_plain,
    is_said,
    mentions,
    part_on,
    pieces_of,
    selects,
    under_name,
    without_keys,
)


@pytest.mark.parametrize(
    ("sql", "inert"),
    [
        ("CREATE TABLE t(a)", 'CREATE TABLE "k"(a)'),
        ("CREATE TABLE if (a)", 'CREATE TABLE "k" (a)'),
        ("CREATE TABLE [a t](a REFERENCES p)", 'CREATE TABLE "k"(a CHECK(1))'),
        ("CREATE TABLE t(a REFERENCES p(x)NOT NULL, b)", 'CREATE TABLE "k"(a CHECK(1)NOT NULL, b)'),
        ("CREATE TABLE t(a REFERENCES p ON DELETE SET DEFAULT UNIQUE)", 'CREATE TABLE "k"(a CHECK(1) UNIQUE)'),
        ("CREATE TABLE t(a REFERENCES p MATCH x ON UPDATE NO ACTION)", 'CREATE TABLE "k"(a CHECK(1))'),
        ("CREATE TABLE t(a REFERENCES p NOT DEFERRABLE NOT NULL)", 'CREATE TABLE "k"(a CHECK(1) NOT NULL)'),
        ("CREATE TABLE t(a REFERENCES p DEFERRABLE INITIALLY IMMEDIATE)STRICT", 'CREATE TABLE "k"(a CHECK(1))STRICT'),
        (
            "CREATE TABLE t(a, CONSTRAINT c FOREIGN KEY(a)REFERENCES p(b) ON DELETE CASCADE, UNIQUE(a))",
            'CREATE TABLE "k"(a, CONSTRAINT c CHECK(1), UNIQUE(a))',
        ),
        (
            "CREATE TABLE t(\"references\" DEFAULT 'REFERENCES p', b /* REFERENCES p */)",
            'CREATE TABLE "k"("references" DEFAULT \'REFERENCES p\', b /* REFERENCES p */)',
        ),
        ("CREATE TABLE t(a CHECK(t.a>0 AND other.a))", 'CREATE TABLE "k"(a CHECK(a>0 AND other.a))'),
        ("CREATE VIRTUAL TABLE t USING fts5(a)", 'CREATE VIRTUAL TABLE "k" USING fts5(a)'),
    ],
)
def test_keys_become_checks_that_always_hold(sql: str, inert: str) -> None:
    assert without_keys(sql, "t", "k") == inert
    assert is_plain(sql, "t") == (sql.split("(", 1)[1:] == inert.split("(", 1)[1:])


def test_references_to_itself_follow_the_name() -> None:
    sql = "CREATE TABLE t (a REFERENCES 'T' (a), b REFERENCES p (t), CHECK (t.a <> b))"
    assert under_name(sql, "t", "t") == sql
    assert under_name(sql, "t", "u") == ('CREATE TABLE "u" (a REFERENCES "u" (a), b REFERENCES p (t), CHECK (a <> b))')


@pytest.mark.parametrize(
    ("sql", "on_t", "on_u"),
    [
        ("CREATE INDEX i ON t(a)", 'CREATE INDEX "s".i ON t(a)', 'CREATE INDEX "s".i ON "u"(a)'),
        ("CREATE UNIQUE INDEX if ON[T](a)", 'CREATE UNIQUE INDEX "s".if ON[T](a)', 'CREATE UNIQUE INDEX "s".if ON"u"(a)'),
        (
            'CREATE TRIGGER "on" UPDATE OF "on", a ON t BEGIN SELECT 1; END',
            'CREATE TRIGGER "s"."on" UPDATE OF "on", a ON t BEGIN SELECT 1; END',
            'CREATE TRIGGER "s"."on" UPDATE OF "on", a ON "u" BEGIN SELECT 1; END',
        ),
    ],
)  # fmt: skip
def test_parts_say_their_schema(sql: str, on_t: str, on_u: str) -> None:
    assert part_on(sql, "s", "t") == on_t
    assert part_on(sql, "s", "u") == on_u


def test_which_columns_an_index_is_about() -> None:
    index = "CREATE INDEX a ON b (c, lower([d e])) WHERE \"F\" > 'g'"
    assert [name for name in ("a", "b", "C", "d e", "f", "h") if mentions(index, name)] == ["C", "d e", "f"]


def test_definitions() -> None:
    sql = """CREATE TABLE t (
        id INTEGER PRIMARY KEY, -- the key
        "a, ""b" NUMERIC(10, 2) DEFAULT (1 + 2) /* why */ CHECK ("a, ""b" IN (1, 2)),
        plain, [Last] TEXT COLLATE NOCASE -- the last
        , UNIQUE (plain, id)
    ) STRICT"""
    found = definitions_of(sql)
    assert found["id"] == "INTEGER PRIMARY KEY"
    assert found['a, "b'] == 'NUMERIC(10, 2) DEFAULT (1 + 2) /* why */ CHECK ("a, ""b" IN (1, 2))'
    assert found["plain"] == ""
    assert found["last"] == "TEXT COLLATE NOCASE"


@pytest.mark.parametrize("text", ["'", '"a', "/* x", "a -- b", "\x00 \u00e4\u00f6 $1", "((]", ""])
def test_any_text_has_pieces(text: str) -> None:
    for piece in pieces_of(text):
        assert text[piece.start : piece.end].strip() != ""


@pytest.mark.parametrize(
    ("sql", "is_read"),
    [
        ("INSERT INTO n (id, label) SELECT t.id, t.tag FROM t", True),
        ('INSERT INTO n (id, label) SELECT t.id, CAST(t."TAG" AS BIGINT) AS label FROM t', True),
        ("INSERT INTO n (id) SELECT t.id FROM t WHERE t.tag > 0", False),
        ("INSERT INTO n (id) SELECT tag.id FROM tag", False),
        ("INSERT INTO n (id, tag) SELECT id AS tag, 'tag' FROM t", False),
        ("INSERT INTO n (tag) VALUES (1)", False),
        ("", False),
    ],
)
def test_what_an_insert_reads(sql: str, is_read: bool) -> None:
    assert selects(sql, "tag") is is_read


def test_the_constraints_of_a_table() -> None:
    sql = 'CREATE TABLE t (a, "check" INT CHECK ("check" > 0), UNIQUE (a, "check"), CONSTRAINT a CHECK (1))'
    unique, check = constraints_of(sql)
    assert (unique, check) == ('UNIQUE (a, "check")', "CONSTRAINT a CHECK (1)")
    assert is_about(unique, "A")
    assert not is_about(check, "a")
    assert is_said('unique([a], "CHECK")', sql)
    assert not is_said("UNIQUE (a)", sql)
