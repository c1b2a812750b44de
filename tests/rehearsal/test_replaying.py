"""The history of a project on a shadow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from tests.dropin.contents import read_contents
from tests.projects.maker import BRANCHES, LINE, Revision
from tests.projects.opened import Heard
from tests.projects.opening import OpenProject
from tests.servers.database import Database
from toolkit.events import ReplayFinished, ReplayMoved
from toolkit.rehearsal.confining import Unreplayable
from toolkit.rehearsal.observing import observe
from toolkit.rehearsal.replaying import History, only
from toolkit.shadow.life import shadow_of

Replay = Callable[..., Any]


@pytest.fixture
def replay(open_project: OpenProject, database: Database) -> Replay:
    """A context: a history on a shadow, and what it told."""

    @contextmanager
    def begin(*revisions: Revision, **given: Any) -> Iterator[tuple[History, sa.Connection, Heard]]:
        project = open_project(*(revisions or LINE), url=database.url, **given)
        [observed] = observe(project, live=False)
        assert observed.original is not None
        heard = Heard()
        with shadow_of(observed.original) as shadow:
            history = History(project, observed, shadow, heard.append)
            history.prepare()
            yield history, shadow, heard

    return begin


def tables(connection: sa.Connection) -> list[str]:
    found = sorted(sa.inspect(connection).get_table_names())
    connection.rollback()
    return found


def test_it_is_run_step_by_step_on_the_shadow_alone(replay: Replay, database: Database) -> None:
    with replay() as (history, shadow, heard):
        history.upgrade("ab22")
        assert tables(shadow) == ["alembic_version", "t_aa11", "t_ab22"]
        history.upgrade("heads")
        assert tables(shadow) == ["alembic_version", "t_aa11", "t_ab22", "t_cc33"]
    assert heard.of(ReplayMoved) == [
        ReplayMoved(revision="aa11", position=1, revisions=2),
        ReplayMoved(revision="ab22", position=2, revisions=2),
        ReplayMoved(revision="cc33", position=1, revisions=1),
    ]
    assert len(heard.of(ReplayFinished)) == 2
    assert read_contents(database) == {}


def test_one_branch_after_the_other(replay: Replay) -> None:
    with replay(*BRANCHES) as (history, shadow, _):
        for head in ("bb22", "de55"):
            history.upgrade(head)
        assert tables(shadow) == ["alembic_version", "t_aa11", "t_bb22", "t_dd44", "t_de55"]


@pytest.mark.parametrize(
    ("upgrade", "why"),
    [
        ("raise ValueError('the service\\n  is away')", "ValueError: the service is away"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("op.execute('SELECT 1 FROM nowhere')", "nowhere"),
        ("raise ValueError('mysql://u:S3cr3t@h/x')", "ValueError: mysql://u:***@h/x"),
    ],
)
def test_a_revision_that_fails(upgrade: str, why: str, replay: Replay) -> None:
    with (
        replay(Revision("aa11"), Revision("ab22", "aa11", upgrade=upgrade)) as (history, _, _heard),
        pytest.raises(Unreplayable) as failed,
    ):
        history.upgrade("heads")
    assert failed.value.revision == "ab22"
    assert why in failed.value.why
    assert "\n" not in failed.value.why
    assert failed.value.mend.startswith("Where ab22 expects")


def test_ctrl_c_is_no_fault_of_a_revision(replay: Replay) -> None:
    with (
        replay(Revision("aa11", upgrade="raise KeyboardInterrupt")) as (history, _, _heard),
        pytest.raises(KeyboardInterrupt),
    ):
        history.upgrade("heads")


def test_a_long_reason_is_shortened(replay: Replay) -> None:
    with (
        replay(Revision("aa11", upgrade="raise ValueError('x' * 9999)")) as (history, _, _heard),
        pytest.raises(Unreplayable) as failed,
    ):
        history.upgrade("heads")
    assert len(failed.value.why) < 500


def test_a_database_that_has_the_revisions_already_is_no_matter(replay: Replay, database: Database) -> None:
    """What a revision looks up through op.get_bind() is the shadow, which has nothing."""
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t_aa11 (id INTEGER)")
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('aa11')")
    looks = "assert sa.inspect(op.get_bind()).get_table_names() == ['alembic_version', 't_aa11']"
    with replay(Revision("aa11"), Revision("ab22", "aa11", upgrade=looks)) as (history, shadow, _):
        history.upgrade("heads")
        assert tables(shadow) == ["alembic_version", "t_aa11"]


def test_env_py_s_options_and_keywords_are_those_of_the_replay(replay: Replay, tmp_path: Any) -> None:
    checks = (
        "context = op.get_context()\n"
        "    assert context.opts['user_option'] == 3\n"
        "    assert context.version_table == 'own_version'"
    )
    with replay(
        Revision("aa11", upgrade=checks), options="user_option=3, version_table='own_version', transaction_per_migration=True"
    ) as (history, shadow, _):  # fmt: skip
        history.upgrade("heads")
        assert tables(shadow) == ["own_version"]


def test_listeners_that_the_project_hung_on_its_engine_hear_of_the_replay(replay: Replay) -> None:
    prelude = (
        "from sqlalchemy import event\n"
        "@event.listens_for(sa.engine.Engine, 'before_cursor_execute', retval=True)\n"
        "def respell(connection, cursor, statement, parameters, context, many):\n"
        "    return statement.replace('t_aa11', 'respelled'), parameters\n"
        "config.attributes['respell'] = respell\n"
    )
    with replay(Revision("aa11"), prelude=prelude) as (history, shadow, _):
        try:
            history.upgrade("heads")
        finally:
            respell = history._project.config.attributes["respell"]
            sa.event.remove(sa.engine.Engine, "before_cursor_execute", respell)
        assert tables(shadow) == ["alembic_version", "respelled"]


class Seeing:
    """A stage that notes what it is told."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    @contextmanager
    def opened(self) -> Iterator[None]:
        self.seen.append("opened")
        yield
        self.seen.append("closed")

    @contextmanager
    def entered(self, step: Any) -> Iterator[None]:
        self.seen.append(f"into {step.revision.revision}")
        yield
        self.seen.append(f"out of {step.revision.revision}")

    def passed_over(self, statement: str) -> None:
        self.seen.append(f"over {statement}")


def steps_of(history: History, target: str, heads: tuple[str, ...] = ()) -> list[Any]:
    return list(history._project.script._upgrade_revs(target, heads))


def test_some_steps_from_where_the_shadow_is_said_to_stand(replay: Replay) -> None:
    with replay() as (history, shadow, heard):
        history.run(only(steps_of(history, "heads", ("ab22",))), "heads", stamped=["ab22"])
        assert tables(shadow) == ["alembic_version", "t_cc33"]
        assert shadow.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == ["cc33"]
    assert [event.revision for event in heard.of(ReplayMoved)] == ["cc33"]  # type: ignore[attr-defined]  # that kind


def test_it_may_stand_at_several_or_at_none(replay: Replay) -> None:
    with replay(*BRANCHES) as (history, shadow, _):
        history.run(only([]), "", stamped=["bc33", "dd44"])
        found = shadow.exec_driver_sql("SELECT version_num FROM alembic_version ORDER BY 1").scalars().all()
        assert found == ["bc33", "dd44"]
        shadow.rollback()
        history.run(only([]), "", stamped=[])
        assert shadow.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == []


def test_a_stage_is_told_of_each_step(replay: Replay) -> None:
    stage = Seeing()
    with replay() as (history, _shadow, _):
        history.run(only(steps_of(history, "ab22")), "ab22", stage=stage)
    assert stage.seen == ["opened", "into aa11", "out of aa11", "into ab22", "out of ab22", "closed"]


@pytest.mark.parametrize("upgrade", ["op.get_bind().close()", "op.execute('DROP TABLE alembic_version')"])
def test_what_fails_after_a_revision_fails_because_of_it(upgrade: str, replay: Replay) -> None:
    with replay(Revision("aa11"), Revision("ab22", "aa11", upgrade=upgrade)) as (history, _shadow, heard):
        with pytest.raises(Unreplayable) as failed:
            history.upgrade("heads")
        assert failed.value.revision == "ab22"
        assert len(heard.of(ReplayFinished)) == 1
