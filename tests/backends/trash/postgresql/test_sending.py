from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.trash.postgresql.desk import Desk, state
from toolkit.backends.trash.postgresql.sending import attempt, count, rehearsal, send, speak_fully
from toolkit.errors import CommandRefused


def test_a_percent_sign_is_a_percent_sign(desk: Desk) -> None:
    send(desk.connection, ["CREATE TABLE t (a text DEFAULT '100%s %(x)s :y')"])
    assert count(desk.connection, "SELECT count(*) FROM pg_class WHERE relname LIKE 't%'") > 0
    assert "100%s" in desk.value("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 't'::regclass")


def test_a_rehearsal_leaves_nothing(desk: Desk) -> None:
    path = desk.value("SHOW search_path")
    with rehearsal(desk.connection):
        speak_fully(desk.connection)
        desk.run("CREATE TABLE public.t (a int)")
        assert desk.value("SELECT 'public.t'::regclass::text") == "public.t"
    assert desk.value("SELECT to_regclass('public.t')") is None
    assert desk.value("SHOW search_path") == path


def test_a_refusal_of_ours_leaves_the_transaction_usable(desk: Desk) -> None:
    with pytest.raises(CommandRefused), rehearsal(desk.connection):
        desk.run("CREATE TABLE t (a int)")
        raise CommandRefused("no")
    assert desk.value("SELECT to_regclass('t')") is None


def test_a_refusal_of_the_server_ends_the_transaction(desk: Desk) -> None:
    with desk.undone():
        with pytest.raises(sa.exc.DBAPIError) as refused, rehearsal(desk.connection):
            desk.run("DROP TABLE nothing")
        assert state(refused.value) == "42P01"
        with pytest.raises(sa.exc.DBAPIError, match="aborted"):
            desk.value("SELECT 1")


def test_an_attempt_is_whole_or_nothing(desk: Desk) -> None:
    assert (
        attempt(desk.connection, ["CREATE TABLE t (a int)", "CREATE TABLE t (a int)"]) == 'relation "t" already exists'
    )
    assert desk.value("SELECT to_regclass('t')") is None
    assert attempt(desk.connection, ["CREATE TABLE t (a int)"]) is None
    assert desk.value("SELECT count(*) FROM t") == 0


def test_a_count_says_what_the_server_said(desk: Desk) -> None:
    assert count(desk.connection, "SELECT 3") == 3
    assert count(desk.connection, "SELECT NULL") == 0
    assert count(desk.connection, "SELECT count(*) FROM nothing") == 'relation "nothing" does not exist'
    assert desk.value("SELECT 1") == 1
