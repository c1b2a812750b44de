from __future__ import annotations

import itertools
import string
import time
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.backends.sql.cases import CASES, Case, column_drop, drop
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.resolving import resolved
from toolkit.backends.sql.tokens import tokens
from toolkit.backends.sql.values import Kind, Statement, TableDrop

BACKENDS = ("mysql", "mariadb", "postgresql", "sqlite")
# Pieces that begin or end something, so that random texts are not all one string.
PIECES = st.lists(
    st.sampled_from([
        "'", '"', "`", "[", "]", "(", ")", ";", "--", "-- ", "#", "/*", "/*!", "/*M!", "*/", "/*!50000", "/*!99999", "\\",
        "$$", "$a$", "E'", 'U&"', "%s", "%(a)s", "?", ":a", "$1", "@", ".", ",", "=", "\n", " ", "\x00", "\ufeff", "ß",
        "SELECT", "WITH", "INSERT INTO", "VALUES", "FROM", "JOIN", "DELETE", "INTO", "CREATE", "OR REPLACE", "TEMP",
        "TABLE", "INDEX", "TRIGGER", "FUNCTION", "BEGIN", "ATOMIC", "END", "CASE", "IF", "LOOP", "REPEAT", "FOR", "IN",
        "ALTER", "DROP", "COLUMN", "ADD", "RENAME", "TO", "CHANGE", "CONSTRAINT", "UNIQUE", "IF EXISTS", "ON", "SET",
        "STATEMENT", "GLOBAL", "PRAGMA", "EXPLAIN", "ANALYZE", "REINDEX", "TRUNCATE", "DEFINER", "AS", "t", "1", "1a", "x.y",
    ]),
    max_size=30,
).map(" ".join)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), PIECES, PIECES.map(lambda text: text.replace(" ", "")))
NAMES = st.text(string.ascii_lowercase + "_", min_size=1, max_size=12).map(lambda name: f"x{name}")
RANDOM = st.randoms(use_true_random=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.backend}: {case.sql}")
def test_statement(case: Case) -> None:
    (found,) = read(case.sql, case.backend)
    assert (found.kind, found.commits, found.alone) == (case.kind, case.commits, case.alone)
    assert found.effects == case.effects
    assert found.sql == case.sql.strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.backend}: {case.sql}")
def test_among_others_with_comments_it_is_the_same(case: Case) -> None:
    (alone,) = read(case.sql, case.backend)
    before = "CREATE TABLE z (a INT); ; /* ; DROP TABLE q */ -- ; DROP TABLE r\n"
    first, found, last = read(f"{before}{case.sql}\n;\n SELECT ';' ;", case.backend)
    assert (first.sql, last.sql) == ("CREATE TABLE z (a INT)", "SELECT ';'")
    assert found.sql == f"/* ; DROP TABLE q */ -- ; DROP TABLE r\n{case.sql.rstrip()}"
    assert (found.kind, found.commits, found.alone) == (alone.kind, alone.commits, alone.alone)
    assert (found.effects, found.names) == (alone.effects, alone.names)


@given(TEXTS, st.sampled_from([*BACKENDS, "oracle"]))
def test_any_text_is_read(text: str, backend: str) -> None:
    for statement in read(text, backend):
        assert isinstance(statement, Statement)


@given(TEXTS, st.sampled_from(BACKENDS))
@example("/*/*/0", "postgresql")
def test_splitting_loses_nothing(text: str, backend: str) -> None:
    place = 0
    for statement in read(text, backend):
        found = text.index(statement.sql, place)
        assert _holds_nothing(text[place:found], backend)
        place = found + len(statement.sql)
    assert _holds_nothing(text[place:], backend)


@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=6))
def test_what_is_joined_comes_apart_again(cases: list[Case]) -> None:
    backend = cases[0].backend
    own = [case for case in cases if case.backend == backend]
    found = read(";\n".join(case.sql for case in own), backend)
    assert [statement.effects for statement in found] == [case.effects for case in own]
    assert [statement.kind for statement in found] == [case.kind for case in own]


@given(NAMES, NAMES, st.sampled_from(BACKENDS), RANDOM)
def test_drops_are_found_however_they_are_written(table: str, column: str, backend: str, random: Random) -> None:
    write = Spelling(backend, random)
    (found,) = read(write.statement("DROP", "TABLE", write.name(table)), backend)
    assert found.effects == (drop(table),)
    (found,) = read(write.statement("DROP", "TABLE", "IF", "EXISTS", write.name(table)), backend)
    assert found.effects == (drop(table, if_exists=True),)
    (found,) = read(write.statement("ALTER", "TABLE", write.name(table), "DROP", "COLUMN", write.name(column)), backend)
    assert found.effects == (column_drop(table, column),)
    assert found.others is None


@given(st.sampled_from(BACKENDS), RANDOM)
def test_words_in_strings_comments_and_names_never_count(backend: str, random: Random) -> None:
    write = Spelling(backend, random)
    hidden = write.hidden("DROP TABLE t; DROP TABLE u")
    for statement in (f"SELECT {hidden}", f"{write.gap()}SELECT 1, {hidden}", f"INSERT INTO a SELECT {hidden}"):
        (found,) = read(statement, backend)
        assert found.kind in (Kind.READ, Kind.CHANGE)
        assert not any(isinstance(effect, TableDrop) for effect in found.effects)


def test_another_backend_is_opaque() -> None:
    assert read("SELECT 1; SELECT 2", "oracle") == (Statement(sql="SELECT 1; SELECT 2", kind=Kind.OPAQUE),)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("text", ["", " ;\n; ", "-- nothing\n", "/* nothing */ ;"])
def test_nothing_is_no_statement(text: str, backend: str) -> None:
    assert read(text, backend) == ()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_long_text_costs_little(backend: str) -> None:
    rows = ", ".join(f"({number}, 'it''s; number {number}')" for number in range(100_000))
    began = time.perf_counter()
    (found,) = read(f"INSERT INTO t (a, b) VALUES {rows};", backend)
    assert time.perf_counter() - began < 2
    assert found.kind is Kind.CHANGE


def test_a_text_that_was_read_is_not_read_again() -> None:
    text = "CREATE TABLE t (" + ", ".join(f"c{number} INT" for number in range(500)) + ")"
    first = read(text, "mysql")
    assert read(text, "mysql") is first


class Spelling:
    """One thing in one of the ways in which a server takes it."""

    def __init__(self, backend: str, random: Random) -> None:
        self.backend, self.random = backend, random
        self.is_innodb = backend in ("mysql", "mariadb")

    def statement(self, *parts: str) -> str:
        words = [self.gap() + (self.case(part) if part.isupper() else part) + self.gap() for part in parts]
        text = "".join(itertools.chain.from_iterable((word, self.gap(needed=True)) for word in words))
        return (
            f"/*!40101 {text}*/"
            if self.is_innodb and self.random.random() < 0.3
            else text + self.random.choice(["", ";"])
        )

    def case(self, word: str) -> str:
        return "".join(self.random.choice((letter.upper(), letter.lower())) for letter in word)

    def gap(self, *, needed: bool = False) -> str:
        gaps = [" ", "\n\t", "/* DROP TABLE q; '\" */", "-- DROP TABLE q; '\n"]
        if self.is_innodb:
            gaps += ["# DROP TABLE q; `\n", "/*! */" if needed else " "][:1]
        if self.backend == "postgresql":
            gaps.append("/* a /* b */ DROP TABLE q; */")
        return self.random.choice(gaps if needed else ["", *gaps])

    def name(self, name: str) -> str:
        ways = {"postgresql": ['"{}"'], "sqlite": ['"{}"', "[{}]", "`{}`", "'{}'"]}.get(self.backend, ["`{}`", '"{}"'])
        way = self.random.choice(["{}", *ways])
        if way == "{}" and self.backend == "postgresql":
            return self.case(name)
        return way.format(name)

    def hidden(self, text: str) -> str:
        ways = ["'{}'", "'it''s {}'", '"{}"', "1 /* {} */", "1 -- {}\n"]
        if self.is_innodb:
            ways += ["`{}`", "'\\'{}'", '"\\"{}"', "1 # {}\n", "1 /*!99999 {} */", "2*/* {} */3"]
        elif self.backend == "postgresql":
            ways += [
                "$${}$$",
                "$a$ $$ {} $a$",
                "E'\\'{}'",
                "U&'{}'",
                "'\\' || '{}'",
                "1 /* /* */ {} */",
                "1 AS a$b$, '{}'",
            ]
        else:
            ways += ["`{}`", "[{}]", "'\\' || '{}'"]
        return self.random.choice(ways).format(text)


def _holds_nothing(text: str, backend: str) -> bool:
    return all(token.word == ";" for token in tokens(resolved(text, backend), backend) if token.text != "\x00")
