"""Transactions that are open for long."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, said, seat, statement
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.preflight import open_transactions

SQL = statement("ALTER TABLE orders ADD note TEXT")


def test_silent_where_nothing_is_open_for_long() -> None:
    quick = seat(transaction_seconds=0.2, is_idle=True)
    assert said(open_transactions, circumstances(SQL, seats=(quick, seat(1, seconds=9_999)))) == []
    assert said(open_transactions, circumstances(SQL, blockers=(quick,))) == []
    assert said(open_transactions, circumstances(SQL, seats=None)) == []


@pytest.mark.parametrize(
    ("seconds", "severity"), [(1.5, Severity.WARNING), (599.0, Severity.WARNING), (600.0, Severity.ERROR)]
)
def test_one_that_holds_a_table_of_the_plan(seconds: float, severity: Severity) -> None:
    blocker = seat(transaction_seconds=seconds, seconds=seconds, is_idle=True, program="shell", query="SELECT  1\n")
    told = only(open_transactions, circumstances(SQL, blockers=(blocker,), seats=(blocker,)))
    assert (told.severity, told.subject) == (severity, "session 812")
    assert "of app@10.0.0.5:53122, shell is open for" in told.fact
    assert told.fact.endswith("; last: `SELECT 1`.")
    assert told.remedy == "KILL 812;\nor: tk migrate --kill-blockers 'idle-in-transaction>60s'"


def test_one_at_work_is_not_killed_as_idle() -> None:
    blocker = seat(transaction_seconds=90.0, query="SELECT SLEEP(100)")
    told = only(open_transactions, circumstances(SQL, blockers=(blocker,)))
    assert "is at work; now: `SELECT SLEEP(100)`" in told.fact
    assert told.remedy == "KILL 812;"


def test_on_the_way_down_the_command_is_another() -> None:
    from tests.preflight.builders import plan, revision

    down = plan(revision(SQL, direction="downgrade"))
    blocker = seat(transaction_seconds=90.0, is_idle=True)
    assert (
        "tk downgrade --kill-blockers" in only(open_transactions, circumstances(plan=down, blockers=(blocker,))).remedy
    )


def test_one_of_this_process_is_told_first_and_however_young_it_is() -> None:
    own, other = seat(1, is_own=True, transaction_seconds=0.1), seat(2, transaction_seconds=900.0)
    first, second = said(open_transactions, circumstances(SQL, blockers=(other, own)))
    assert (first.severity, first.subject, second.subject) == (Severity.ERROR, "session 1", "session 2")
    assert "belongs to this process" in first.fact
    assert "KILL" not in first.remedy


@pytest.mark.parametrize("plan", [(), (SQL,)])
def test_any_other_one_is_a_warning(plan: tuple[object, ...]) -> None:
    old = seat(transaction_seconds=60.0, seconds=60.0, is_idle=True)
    told = only(open_transactions, circumstances(*plan, seats=(old,)))  # type: ignore[arg-type]  # statements
    assert told.severity is Severity.WARNING
    assert "holds a table" not in told.fact
    assert ("--kill-blockers" in told.remedy) == bool(plan)


def test_what_the_server_will_end_is_said() -> None:
    old = seat(transaction_seconds=90.0, seconds=80.0, is_idle=True)
    limits = Limits(max_connections=100, idle_in_transaction_timeout=600.0)
    told = only(open_transactions, circumstances(SQL, seats=(old,), limits=limits, backend="postgresql"))
    assert told.consequence.endswith("The server ends it when it has been idle for 10 min.")
    assert told.remedy.startswith("SELECT pg_terminate_backend(812);")


def test_a_thousand_are_counted() -> None:
    many = tuple(seat(n, transaction_seconds=100.0 + n) for n in range(1000))
    told = said(open_transactions, circumstances(SQL, seats=many))
    assert [one.subject for one in told[:2]] == ["session 999", "session 998"]
    assert len(told) == 11
    assert told[-1].fact.startswith("990 transactions more open for 60 s or longer, the oldest for")


def test_no_password_is_shown() -> None:
    blocker = seat(transaction_seconds=90.0, query="ALTER USER app IDENTIFIED BY 'hunter2'")
    assert "hunter2" not in only(open_transactions, circumstances(SQL, blockers=(blocker,))).fact


@pytest.mark.parametrize(("holds", "severity"), [(True, Severity.ERROR), (False, Severity.WARNING)])
def test_the_others_are_as_bad_as_those_that_are_named(holds: bool, severity: Severity) -> None:
    many = tuple(seat(n, transaction_seconds=700.0 + n) for n in range(15))
    told = said(open_transactions, circumstances(SQL, **{"blockers" if holds else "seats": many}))
    assert [one.severity for one in told] == [severity] * 11


def test_one_that_is_as_old_as_the_run_waits_is_let_pass() -> None:
    assert said(open_transactions, circumstances(SQL, blockers=(seat(transaction_seconds=1.0),))) == []


@pytest.mark.parametrize(("seconds", "severity"), [(5.0, Severity.WARNING), (60.0, Severity.ERROR)])
def test_a_prepared_one_is_not_waited_for_and_has_no_session_to_end(seconds: float, severity: Severity) -> None:
    blocker = seat(0, user="app", host=None, transaction_seconds=seconds, prepared="forgotten", program="it's name")
    told = only(open_transactions, circumstances(SQL, blockers=(blocker,), backend="postgresql"))
    assert (told.severity, told.subject) == (severity, "prepared transaction forgotten")
    assert "of app is open for" in told.fact
    assert told.fact.endswith("is prepared: no session is left that could end it.")
    assert told.remedy == "ROLLBACK PREPARED 'forgotten';  -- or COMMIT PREPARED"


def test_one_whose_name_is_not_told() -> None:
    told = only(open_transactions, circumstances(SQL, blockers=(seat(0, prepared="", transaction_seconds=5.0),)))
    assert told.subject == "prepared transaction"
    assert "KILL" not in told.remedy


def test_one_whose_beginning_is_hidden_lasts_at_least_as_long_as_it_was_looked_at() -> None:
    blocker = seat(transaction_seconds=1.0, is_hidden=True)
    told = only(open_transactions, circumstances(SQL, blockers=(blocker,), lock_timeout=1.0))
    assert told.severity is Severity.WARNING
    assert "is open for 1 s or longer, holds a table of the plan and does what may not be seen." in told.fact


@pytest.mark.parametrize("count", [1, 15])
def test_one_that_only_may_hold_a_table_stops_no_run(count: int) -> None:
    blockers = tuple(seat(n, transaction_seconds=9_000.0, is_inferred=True) for n in range(count))
    told = said(open_transactions, circumstances(SQL, blockers=blockers))
    assert {one.severity for one in told} == {Severity.WARNING}
    assert all("may hold a table of the plan" in one.fact for one in told)
