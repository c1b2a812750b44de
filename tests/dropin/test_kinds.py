"""Projects of every kind that we know of: with `tk` they come to what `alembic` makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase
from tests.dropin import asynchronous, environments, histories
from tests.dropin.conftest import MakeSides
from tests.dropin.contents import read_contents
from tests.dropin.environments import APPLICATION, OWN_SETTINGS
from tests.dropin.kind import TWO, Kind
from tests.projects.forker import Forker

KINDS = (*environments.KINDS, *asynchronous.KINDS, *histories.KINDS)
CASES = [pytest.param(kind, backend, id=f"{kind.name}-{backend}") for kind in KINDS for backend in kind.backends]


@pytest.mark.parametrize(("kind", "backend"), CASES)
def test_comes_to_what_alembic_makes_of_it(kind: Kind, backend: str, make_sides: MakeSides) -> None:
    sides = make_sides(kind, backend)
    for command in kind.commands:
        sides.run(command)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_an_env_py_with_its_own_url_is_not_run_on_another(
    backend: str, forker: Forker, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """``--url`` cannot reach it: neither database may change."""
    kind = Kind("settings", {"scripts/env.py": OWN_SETTINGS} | TWO | APPLICATION)
    own, asked = make_database(backend), make_database(backend)
    kind.make(tmp_path, own)
    # Alembic would create its version table on the way.
    for command in ("migrate", "stamp two", "downgrade base"):
        run = forker.run("tk", [*command.split(), "--url", asked.url], tmp_path)
        assert run.code == 2, run.stderr
        assert "--url cannot reach it" in run.stderr
        assert not read_contents(own)
        assert not read_contents(asked)


def test_every_database_of_a_project_is_told(make_sides: MakeSides) -> None:
    kind = next(kind for kind in environments.KINDS if kind.name == "several databases")
    sides = make_sides(kind, "sqlite")
    answer = sides.forker.run("tk", ["migrate", "--format", "json"], sides.tk[0])
    assert len(json.loads(answer.stdout)["databases"]) == 3


def test_several_current_revisions_come_in_one_order(make_sides: MakeSides) -> None:
    """Alembic prints them in the order of a set."""
    sides = make_sides(next(kind for kind in histories.KINDS if kind.name == "several heads"), "sqlite")
    sides.run("upgrade heads")
    current = sides.forker.run("tk", ["current"], sides.tk[0]).stdout.splitlines()
    assert [line.split()[0] for line in current] == ["depot_two", "two"]
