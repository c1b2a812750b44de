"""`tk check`."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import Tk
from tests.projects.maker import Revision
from toolkit.cli.common import FORMATS_OF

TABLES = "\n".join(
    f"sa.Table('t_{name}', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
    for name in ("aa11", "ab22", "cc33")
)


@pytest.fixture
def modelled(tk: Tk) -> Tk:
    """A project whose models are what its revisions make."""
    env = tk.directory / "scripts/env.py"
    text = env.read_text(encoding="utf-8")
    env.write_text(text.replace("target_metadata = sa.MetaData()", f"target_metadata = sa.MetaData()\n{TABLES}"))
    return tk


@pytest.fixture
def drifted(modelled: Tk) -> Tk:
    modelled.run("migrate")
    with closing(sqlite3.connect(modelled.directory / "app.db")) as connection:
        connection.execute("CREATE TABLE by_hand (id INTEGER)")
    return modelled


def test_errors_are_1(drifted: Tk) -> None:
    said = drifted.says("check", code=1)
    assert said.startswith("error[unmanaged-object] table by_hand: Only the database has this table.\n")
    assert said.endswith("\n1 error\n")
    [finding] = drifted.json("check", code=1)["findings"]
    assert (finding["name"], finding["severity"], finding["subject"]) == ("unmanaged-object", "error", "table by_hand")


@pytest.mark.parametrize(("severity", "code"), [("note", 0), ("warning", 0), ("error", 1), ("off", 0)])
def test_only_errors_are_1(severity: str, code: int, drifted: Tk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TK_SEVERITY", f"unmanaged-object={severity}")
    assert ("table by_hand" in drifted.says("check", code=code)) == (severity != "off")


def test_agreement_is_0(modelled: Tk) -> None:
    modelled.run("migrate")
    assert modelled.says("check") == "The models, the migrations and the database agree.\n"
    answer = modelled.json("check")
    assert answer["findings"] == []
    assert answer["databases"][0]["compared"] == ["models", "migrations", "live"]


def test_what_env_py_prints_is_no_part_of_the_report(modelled: Tk) -> None:
    modelled.run("migrate")
    env = modelled.directory / "scripts/env.py"
    env.write_text("import os\nprint('printed')\nos.write(1, b'written')\n" + env.read_text(encoding="utf-8"))
    assert modelled.json("check")["findings"] == []
    assert modelled.says("check") == "The models, the migrations and the database agree.\n"


def test_pending_revisions_are_1(modelled: Tk) -> None:
    assert modelled.says("check", code=1).startswith("error[pending-revisions] revision aa11: The database is at base")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("--live", {"unmanaged-object"}),
        ("--models", set()),
        ("--migrations", set()),
        ("--models --live", {"unmanaged-object"}),
        ("--models --live --migrations", {"unmanaged-object"}),
    ],
)
def test_only_what_is_asked_for(options: str, found: set[str], drifted: Tk) -> None:
    answer = drifted.json(f"check {options}", code=int(bool(found)))
    assert {finding["name"] for finding in answer["findings"]} == found


def test_models_that_are_asked_for_and_not_there_are_2(tk: Tk) -> None:
    env = tk.directory / "scripts/env.py"
    env.write_text(env.read_text(encoding="utf-8").replace("= sa.MetaData()", "= None"))
    tk.run("migrate")
    for asked in ("check --models", "check"):
        assert "metadata-missing" in tk.complains(asked)
    assert tk.says("check --live --migrations") == "The migrations and the database agree.\n"


@pytest.mark.parametrize("name", FORMATS_OF["check"])
def test_two_heads_are_1_and_named_in_every_format_without_a_database_too(tk: Tk, name: str) -> None:
    (tk.directory / "scripts/versions/dd44_create.py").write_text(Revision("dd44", "ab22").text())
    ended = tk.run(f"check --format {name} --url postgresql+psycopg://app:secret@127.0.0.1:1/app", code=3)
    assert "connection-failed" in ended.stderr
    for head in ("cc33", "dd44"):
        assert f"{head} (scripts/versions/{head}_create.py)" in ended.stdout
    if name == "text":
        said = tk.says("check --migrations", code=1)
        assert said.startswith("error[multiple-heads] heads cc33, dd44: The history has 2 heads: cc33 (")
