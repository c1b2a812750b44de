"""Any history, disturbed at any statement on its way up, down and up again, ends as if undisturbed."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.projects import faults
from tests.projects.forker import Forker, Run
from tests.projects.generated.history import History, histories
from tests.projects.generated.seen import expected, found
from tests.projects.generated.tables import Schema
from tests.projects.maker import make_project
from tests.scenarios.state import State, state_of
from tests.servers.database import Database

ASKED = os.environ.get("TK_TEST_EXAMPLES")
EXAMPLES = int(ASKED or "2")
"""Where a number is asked for they are other ones each time."""
CHAINS = 1
"""How often the trip of one history is disturbed, elsewhere each time."""

Command = tuple[str, str]
Fault = tuple[int, str]
"""The share of the statements, in thousandths, that are let through, and what then happens."""

FAULTS = st.tuples(st.integers(0, 999), st.sampled_from(faults.MODES + faults.CUTS))
TRIPS = st.lists(st.lists(FAULTS, min_size=1, max_size=2), min_size=3, max_size=3)
"""For each of the three commands, what happens to its first run, and to the second."""


class Story:
    """A drawn history as a project, and its database."""

    def __init__(self, forker: Forker, directory: Path, database: Database, history: History) -> None:
        self.forker, self.database, self.history = forker, database, history
        self.directory = make_project(directory, history.revisions)
        names = [revision.name for revision in history.revisions]
        self.middle = names[history.below - 1]
        above = len(names) - history.below
        self.commands: list[Command] = [("migrate", "head"), ("downgrade", f"-{above}"), ("migrate", f"+{above}")]

    def begin(self) -> None:
        """At the middle, with rows."""
        empty(self.database)
        self.well("migrate", self.middle)
        with sa.create_engine(self.database.url, poolclass=sa.NullPool).begin() as connection:
            for name, rows in self.history.seeds.items():
                for row in rows:
                    connection.execute(sa.table(name, *map(sa.column, row)).insert(), row)

    def tk(self, command: Command, **variables: str) -> Run:
        off = {"TK_PREFLIGHT": "off"}
        return self.forker.run("tk", ["--url", self.database.url, *command], self.directory, {**off, **variables})

    def well(self, *command: str, **variables: str) -> None:
        run = self.tk(command, **variables)
        assert run.ok, f"{command}: {run.stderr}"

    def sent(self, command: Command) -> list[str]:
        log = self.directory / "sent.log"
        log.unlink(missing_ok=True)
        self.well(*command, **faults.counting(log))
        return log.read_text(encoding="utf-8").splitlines()

    def undisturbed(self) -> list[tuple[list[str], State]]:
        """What each command sends and leaves behind, once it is what was drawn."""
        self.begin()
        good: list[tuple[list[str], State]] = []
        for command, schema in zip(self.commands, self._schemas(), strict=True):
            sent = self.sent(command)
            self.is_as_drawn(command, schema)
            good.append((sent, settled(self.database)))
        return good

    def is_as_drawn(self, command: Command, schema: Schema) -> None:
        dialect = sa.make_url(self.database.url).get_dialect()()
        wanted, there = expected(schema, dialect), found(self.database.url)
        assert there == wanted, f"after {command}: {differing(there, wanted)}"

    def _schemas(self) -> list[Schema]:
        return [self.history.head, self.history.middle, self.history.head]

    def disturbed(self, command: Command, sent: list[str], strokes: Sequence[Fault]) -> str:
        """The same command until it says that it is done. Tells what happened on the way."""
        ends = max(number for number, text in enumerate(sent, start=1) if text.startswith("DELETE FROM tk_statements"))
        told: list[str] = []
        for share, mode in strokes:
            at = 1 + ends * share // 1000
            told.append(f"{mode} at {at}: {sent[at - 1]}")
            if self.tk(command, **faults.variables(at, mode)).ok:
                return f"{command}, {told}"
        run = self.tk(command)
        assert run.ok, f"{command} after {told}: {run.stderr}"
        return f"{command}, {told}"


@settings(
    max_examples=EXAMPLES,
    derandomize=ASKED is None,
    # To make a failing history smaller takes minutes: where a number is asked for, somebody waits for it.
    phases=set(Phase) if ASKED else set(Phase) - {Phase.shrink},
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_disturbed_anywhere_it_ends_as_drawn(
    forker: Forker, tmp_path: Path, database: Database, data: st.DataObject
) -> None:
    history = data.draw(histories(database.backend), "history")
    story = Story(forker, tmp_path / uuid.uuid4().hex, database, history)
    good = story.undisturbed()
    for trip in data.draw(st.lists(TRIPS, min_size=CHAINS, max_size=CHAINS), "faults"):
        story.begin()
        for command, (sent, state), strokes in zip(story.commands, good, trip, strict=True):
            told = story.disturbed(command, sent, strokes)
            there = settled(database)
            differences = differing(there.schema, state.schema), differing(there.rows, state.rows)
            assert there == state, f"after {told}: {there.version} " + "\n".join(differences)


def settled(database: Database) -> State:
    """Alembic's batches write the constraints of a table in any order."""
    state = state_of(database)
    if database.backend != "sqlite":
        return state
    parts = {name: sorted(re.split(r", (?=CONSTRAINT )| (?=\);)", text)) for name, text in state.schema.items()}
    return replace(state, schema={name: "\n".join(texts) for name, texts in parts.items()})


def differing(one: Mapping[str, object], other: Mapping[str, object]) -> str:
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    return "\n".join(f"{name}:\n  {one.get(name)}\nfor\n  {other.get(name)}" for name in names)


def empty(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        if database.backend == "postgresql":
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
            return
        if database.backend == "sqlite":
            Path(str(engine.url.database)).unlink(missing_ok=True)
            return
        connection.exec_driver_sql("SET foreign_key_checks = 0")
        for table in sa.inspect(connection).get_table_names():
            connection.exec_driver_sql(f"DROP TABLE `{table}`")
