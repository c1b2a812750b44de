from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.findings import TEXTS
from toolkit.reports.wrapping import WIDTH, aligned, statement, wrapped

LONG = ", ".join(f"column_{place} INTEGER NOT NULL" for place in range(30))


def test_a_sentence_is_wrapped_below_itself() -> None:
    lines = wrapped("word " * 40, "Label  ")
    assert lines[0].startswith("Label  word")
    assert all(line.startswith("       word") for line in lines[1:])
    assert all(len(line) <= WIDTH for line in lines)
    assert wrapped("", "  > ") == ["  >"]


def test_what_is_copied_stays_whole() -> None:
    url = "postgresql://" + "x" * 150
    assert url in wrapped(f"at {url}", "  ")[1]


def test_a_statement_takes_two_lines_at_most() -> None:
    assert statement("SELECT  1\n  FROM a", "  1  ") == ["  1  SELECT 1 FROM a"]
    lines = statement(f"CREATE TABLE a ({LONG})", "  1  ")
    assert len(lines) == 2
    assert lines[1].endswith(" ...")
    for sql in ("x" * 100_000, "x " * 100_000, f"SELECT {'x' * 300}"):
        assert len(lines := statement(sql, "  1  ")) == 2
        assert lines[1].endswith(" ...")
        assert all(len(line) <= WIDTH for line in lines)
    assert statement(" " * 100_000 + "x", "  1  ") == ["  1  x"]
    assert statement(f"x{' ' * 100_000}y", "  1  ") == ["  1  x ..."]


def test_a_whole_statement_keeps_its_lines() -> None:
    sql = f"CREATE TABLE a (\n  {LONG}\n)\n"
    assert statement(sql, "  1  ", whole=True) == ["  1  CREATE TABLE a (", f"       {LONG}", "     )"]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("length", [0, 900, 990])
def test_passwords_are_struck_out_wherever_it_is_cut(whole: bool, length: int) -> None:
    sql = f"/* {'x ' * (length // 2)}*/ ALTER USER app IDENTIFIED BY 'tiger99 and more' COMMENT 'a'"
    assert "tiger" not in "\n".join(statement(sql, whole=whole))


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert aligned([("Pool", "In all"), ("a", "no limit"), ("longer", "3")], "  ") == [
        "  Pool    In all",
        "  a       no limit",
        "  longer  3",
    ]
    assert aligned([]) == []


@given(TEXTS, TEXTS, st.booleans())
def test_anything_can_be_printed(text: str, other: str, whole: bool) -> None:
    lines = [*wrapped(text), *statement(text, "1  ", whole=whole), *aligned([(text, other), (other, text)])]
    assert all(line.replace("\t", "").isprintable() for line in lines)
