from __future__ import annotations

import pytest

from toolkit.backends.alterations.postgresql_words import described, literal, named, names, qualified, with_options


@pytest.mark.parametrize(
    ("name", "written"), [("orders", "orders"), ("Order", '"Order"'), ("user", '"user"'), ('a"b', '"a""b"')]
)
def test_names(name: str, written: str) -> None:
    assert named(name) == written
    assert names([name, "x"]) == f"{written}, x"
    assert qualified(None, name) == written
    assert qualified("s", name) == f"s.{written}"


def test_literals() -> None:
    assert literal("it's") == "'it''s'"
    assert literal("a\\b") == r"E'a\\b'"


def test_comments_and_options() -> None:
    assert described("TABLE", "t", None) == "COMMENT ON TABLE t IS NULL"
    assert with_options([]) == ""
    assert with_options([("fillfactor", "70")]) == " WITH (fillfactor = 70)"
