"""What migrate and downgrade do with their options."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Tk
from tests.projects.maker import Revision
from toolkit.cli.common import Invocation
from toolkit.cli.performing import perform
from toolkit.settings import Settings
from toolkit.workflows.choices import Choices

OPTIONS = dict.fromkeys(
    (
        "tag",
        "wait",
        "lock_timeout",
        "kill_blockers",
        "no_trash",
        "resume_from",
        "preflight",
        "allow",
        "reason",
    )
)
BROKEN = Revision("cc33", "ab22", upgrade="op.execute('INSERT INTO late VALUES (1)')")


def performed(**options: Any) -> tuple[Settings, str, dict[str, Any]]:
    """What the workflow is given."""
    given: list[Any] = []

    def work(settings: Settings, revision: str, tell: Any, **more: Any) -> None:
        given.extend((settings, revision, more))

    # With --sql nothing is answered but what the workflow prints itself.
    flags = {"sql": True, "abandon": False, **OPTIONS, **options}
    perform(Invocation("migrate", {}), work, "head", "upgrade", flags)
    settings, revision, more = given
    return settings, revision, more


def test_the_workflow_gets_target_and_choices(tk: Tk) -> None:
    settings, revision, more = performed(wait="7", lock_timeout="0.5", resume_from="4", no_trash="never used", tag="x")
    assert (settings.wait, settings.lock_timeout, revision) == (7.0, 0.5, "head")
    assert more == {"sql": True, "tag": "x", "choices": Choices(no_trash="never used", resume_from=4)}


def test_what_a_preflight_is_told_is_a_setting(tk: Tk) -> None:
    settings, _, _ = performed(preflight="always", allow=["null-values", "full-disk"], reason="at night")
    assert (settings.preflight, settings.allow, settings.reason) == ("always", ("null-values", "full-disk"), "at night")


def test_what_is_not_given_is_as_usual(tk: Tk) -> None:
    settings, _, more = performed()
    assert (settings.wait, more["choices"]) == (600.0, Choices())


@pytest.mark.parametrize("command", ["migrate", "downgrade"])
@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--resume-from 0", "--resume-from 0 is no statement's number"),
        ("--resume-from two", "--resume-from two is no statement's number"),
        ("--no-trash ' '", "--no-trash needs a reason"),
        ("--kill-blockers idle", "--kill-blockers idle is not understood"),
        ("--wait long", "wait"),
        ("--preflight never", "one of auto, always, off"),
        ("--allow null-values", "--allow needs a reason"),
        ("--allow null-value --reason why", "Did you mean `null-values`?"),
    ],
)
def test_what_is_not_understood_is_refused_before_anything_runs(tk: Tk, command: str, option: str, told: str) -> None:
    assert told in tk.complains(f"{command} {option}")
    assert not (tk.directory / "app.db").exists()


def test_a_reason_against_the_trash_makes_drops_real(tk: Tk) -> None:
    tk.run("migrate")
    tk.run("downgrade --no-trash 'never used'")
    assert tk.json("trash list") == {"entries": []}
    assert "t_cc33" not in sa.inspect(sa.create_engine("sqlite:///app.db", poolclass=sa.NullPool)).get_table_names()


@pytest.mark.parametrize("command", ["migrate", "downgrade"])
def test_abandon_runs_nothing(tk: Tk, command: str) -> None:
    tk.run("migrate ab22")
    assert "nothing to abandon" in tk.complains(f"{command} --abandon")
    assert tk.says("current") == "ab22\n"


def test_abandon_ends_the_interrupted_run_and_answers(tk: Tk) -> None:
    (tk.directory / "scripts/versions/cc33_create.py").write_text(BROKEN.text(), encoding="utf-8")
    assert "abandon" not in tk.complains("migrate", code=3)
    [database] = tk.json("migrate --abandon")["databases"]
    assert (database["before"], database["after"], database["steps"]) == (["ab22"], ["ab22"], [])
    assert "nothing to abandon" in tk.complains("migrate --abandon")
