"""What two states and the statement between them tell, without a server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from toolkit.backends.impacts.postgresql_relations import Relations
from toolkit.backends.impacts.postgresql_state import State
from toolkit.backends.impacts.postgresql_transition import Transition
from toolkit.backends.sql.reading import read
from toolkit.impact import Blocks, Impact, TableImpact, Work


def state(*, file: int = 1, modes: tuple[str, ...] = (), scans: int = 0, places: int = 1) -> State:
    table: Any = SimpleNamespace(
        oid=20000, kind="r", name="t", schema=None, file=file, home=None, parents=[], modes=modes, places=places
    )
    return State(
        relations=Relations().read_again([table]),
        held={20000: table} if modes else {},
        counts={20000: scans},
        transaction="3/1",
        names="",
        version="",
        is_counted=True,
    )


def told(before: State, after: State, sql: str) -> Impact:
    (statement,) = read(sql, "postgresql")
    return Impact(tables=tuple(Transition(before=before, after=after, statement=statement).told()))


EXCLUSIVE = ("AccessExclusiveLock",)


def impact(work: Work, lock: str, blocks: Blocks) -> Impact:
    return Impact(tables=(TableImpact(schema=None, name="t", work=work, blocks=blocks, lock=lock),))


def test_files_counters_and_locks_tell_the_work() -> None:
    change = "ALTER TABLE t ALTER COLUMN a TYPE bigint"
    whole = impact(Work.REWRITE, "AccessExclusiveLock", Blocks.EVERYTHING)
    assert told(state(), state(file=2, modes=EXCLUSIVE), change) == whole
    assert told(state(), state(scans=1, modes=EXCLUSIVE), change).work is Work.SCAN
    assert told(state(), state(modes=EXCLUSIVE), change).work is Work.NONE
    assert told(state(), state(), change) == Impact()


def test_a_lock_that_is_held_already_counts_where_the_definition_changes() -> None:
    held = state(modes=EXCLUSIVE)
    assert told(held, state(modes=EXCLUSIVE), "ALTER TABLE u ADD a int") == Impact()
    changed = told(held, state(modes=EXCLUSIVE, places=2), "ALTER TABLE t ADD a int")
    assert changed == impact(Work.NONE, "AccessExclusiveLock", Blocks.EVERYTHING)
