from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.copies.copying import run
from toolkit.backends.copies.postgresql.phrases import (
    STORAGE,
    foreign_options,
    is_wanted,
    options,
    sequence_options,
    switched,
)


def _told(live: sa.Connection, expression: str, of: str = "") -> object:
    return live.exec_driver_sql(f"SELECT {expression} {of}").scalar()


def test_options(live: sa.Connection) -> None:
    given = "ARRAY['fillfactor=70', 'Odd=it''s=5']"
    assert _told(live, options(given)) == "fillfactor = '70', \"Odd\" = 'it''s=5'"
    assert _told(live, options(given, "toast.")) == "toast.fillfactor = '70', toast.\"Odd\" = 'it''s=5'"
    assert _told(live, foreign_options(given)) == "fillfactor '70', \"Odd\" 'it''s=5'"
    assert _told(live, options("CAST(NULL AS text[])")) is None


@pytest.mark.parametrize(
    ("enabled", "word"), [("O", None), ("D", "DISABLE"), ("A", "ENABLE ALWAYS"), ("R", "ENABLE REPLICA")]
)
def test_when_a_trigger_fires(live: sa.Connection, enabled: str, word: str | None) -> None:
    assert _told(live, switched(f"'{enabled}'")) == word


@pytest.mark.parametrize(("storage", "word"), [("p", "PLAIN"), ("e", "EXTERNAL"), ("m", "MAIN"), ("x", "EXTENDED")])
def test_storage(live: sa.Connection, storage: str, word: str) -> None:
    assert _told(live, STORAGE.format(storage=f"'{storage}'")) == word


def test_a_sequence(live: sa.Connection) -> None:
    run(live, "CREATE SEQUENCE s START 5 INCREMENT 2 MAXVALUE 9 CACHE 3 CYCLE")
    told = _told(live, sequence_options("q"), "FROM pg_sequence q")
    assert told == "START WITH 5 INCREMENT BY 2 MINVALUE 1 MAXVALUE 9 CACHE 3 CYCLE"


def test_what_is_the_server_s_or_was_not_chosen_is_not_wanted(live: sa.Connection) -> None:
    run(live, "CREATE TABLE a (x int)", "CREATE TABLE b (x int)")
    a = live.exec_driver_sql("SELECT CAST('a'::regclass AS oid)").scalar()
    asked = sa.text(
        f"SELECT relname FROM pg_class c WHERE relkind = 'r' AND {is_wanted('pg_class', 'c.oid')} ORDER BY 1"
    )
    assert live.scalars(asked, {"everything": True, "oids": []}).all() == ["a", "b"]
    assert live.scalars(asked, {"everything": False, "oids": [a]}).all() == ["a"]
    assert live.scalars(asked, {"everything": False, "oids": []}).all() == []
