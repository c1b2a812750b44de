"""What is told at the end."""

from __future__ import annotations

from pathlib import Path

from tests.scaffold.orders import found, order
from toolkit.discovery.models import MetadataName
from toolkit.scaffold.notes import NEXT, notes
from toolkit.scaffold.texts import Order, texts


def told(made: Order, *, secret: bool = False, named: bool = False) -> list[str]:
    return list(notes(made, dict(texts(made)), url_was_secret=secret, named_by_application=named))


def test_what_is_next_comes_last(tmp_path: Path) -> None:
    for layout in ("generic", "multidb", "pyproject", "flask"):
        assert told(order(tmp_path, found(tmp_path), layout))[-1] == NEXT


def test_what_was_found(tmp_path: Path) -> None:
    base = MetadataName(module="shop.base", name="Base", attribute="metadata")
    first, *_ = told(order(tmp_path, found(tmp_path, base)))
    assert first == "Models found: migrations/env.py compares the database with shop.base.Base, and imports shop.base."


def test_what_could_not_be_read(tmp_path: Path) -> None:
    first, second, *_ = told(order(tmp_path, found(tmp_path, unreadable=(tmp_path / "old.py",))))
    assert first == "old.py cannot be parsed, so it was not searched for models."
    assert second.startswith("No models were found")


def test_where_the_database_is(tmp_path: Path) -> None:
    assert "sqlalchemy.url" in told(order(tmp_path, found(tmp_path), url="sqlite:///x.db"))[1]
    assert "no file has it" in told(order(tmp_path, found(tmp_path)), secret=True)[1]


def test_a_directory_that_flask_does_not_know(tmp_path: Path) -> None:
    made = order(tmp_path, found(tmp_path), "flask", scripts="history")
    assert "tk -d history" in told(made)[0]
    assert told(made, named=True) == [NEXT]


def test_an_ini_file_that_names_no_directory(tmp_path: Path) -> None:
    (tmp_path / "alembic.ini").write_text("[alembic]\n")
    assert "add `script_location = %(here)s/migrations`" in told(order(tmp_path, found(tmp_path)))[0]
